using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Whether the server was set up. Known without asking the database on every request, since it only ever changes once.</summary>
public sealed class AccountState(IDbContextFactory<MurmureDb> metadata)
{
    private volatile bool any;

    /// <summary>True once there is an account: from then on everything under <c>/app</c> asks who is there.</summary>
    public bool SetUp => any;

    /// <summary>Looks again; to be called at start and by whoever makes an account.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        any = await db.Users.AnyAsync(cancellation);
    }
}
