using Microsoft.Extensions.Hosting;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;

namespace Murmure.Server.Accounts;

/// <summary>Reads, before the first request, what requests ask of memory.</summary>
internal sealed class AccountsStart(AccountState state, KeyDirectory keys, ServeOptions options) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await state.ReadAsync(cancellationToken);
        await keys.ReadAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        AdminSocket.Protect(options);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
