using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

internal enum PasswordAnswer
{
    Right,
    Wrong,

    /// <summary>Too many tries: the password was not even compared.</summary>
    TooMany,
}

/// <summary>Passwords of links: hashed as accounts' are, and tried ten times a minute at most on one link, whoever tries.</summary>
internal sealed class LinkPasswords : IDisposable
{
    private const int TriesAMinute = 10;
    private const int LongestBody = 4096;

    private static readonly PasswordHasher<Link> Hasher = new();
    private static readonly Link Nobody = new() { Slug = "", Url = "" };

    private readonly PartitionedRateLimiter<long> limit = PartitionedRateLimiter.Create<long, long>(link => RateLimitPartition.GetFixedWindowLimiter(
        link, _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesAMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    /// <summary>The password in a form that was sent; empty when there is none, null for what is no form.</summary>
    public static async Task<string?> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null or > LongestBody)
            return null;
        // Comparing takes a tenth of a second of the processor, which the thread that reads the sockets has not.
        await Task.Yield();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return form["password"].ToString();
    }

    public PasswordAnswer Check(long link, string hash, string password)
    {
        using var lease = limit.AttemptAcquire(link);
        if (!lease.IsAcquired)
            return PasswordAnswer.TooMany;
        return Hasher.VerifyHashedPassword(Nobody, hash, password) == PasswordVerificationResult.Failed ? PasswordAnswer.Wrong : PasswordAnswer.Right;
    }

    public void Dispose() => limit.Dispose();
}
