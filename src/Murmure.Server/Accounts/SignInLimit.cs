using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Murmure.Server.Accounts;

/// <summary>How often a minute one place may post where a policy's name stands on the endpoint.</summary>
internal sealed record PostLimit(string Policy, int PerMinute);

/// <summary>How often one place may try to get in, or post what anybody may: an address, or a /64 of IPv6. In memory only.</summary>
/// <remarks>
/// The framework's library and metadata without its middleware, which nobody can dispose of: its timer keeps the whole server alive after its end.
/// </remarks>
internal sealed class SignInLimit(IEnumerable<PostLimit> limits) : IDisposable
{
    public const string Policy = "sign-in";

    /// <summary>Tries a minute: more than a person needs, far fewer than guessing does. An account's own lockout comes on top.</summary>
    public const int PerMinute = 20;

    private readonly FrozenDictionary<string, PartitionedRateLimiter<string>> limiters = limits.ToFrozenDictionary(limit => limit.Policy, LimiterOf);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(new PostLimit(Policy, PerMinute));
        services.AddSingleton<SignInLimit>();
    }

    /// <summary>To be called where the endpoint is known.</summary>
    public static void Use(WebApplication app)
    {
        var limit = app.Services.GetRequiredService<SignInLimit>();
        app.Use((http, next) => limit.Allows(http) ? next(http) : RefuseAsync(http));
    }

    public void Dispose()
    {
        foreach (var limiter in limiters.Values)
            limiter.Dispose();
    }

    /// <summary>The block that an address belongs to: itself, or a /64.</summary>
    internal static string Block(IPAddress? peer)
    {
        if (peer is null)
            return "";
        if (peer.IsIPv4MappedToIPv6)
            peer = peer.MapToIPv4();
        return peer.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(peer.GetAddressBytes().AsSpan(0, 8)) : peer.ToString();
    }

    private static PartitionedRateLimiter<string> LimiterOf(PostLimit limit) => PartitionedRateLimiter.Create<string, string>(block => RateLimitPartition.GetSlidingWindowLimiter(
        block, _ => new SlidingWindowRateLimiterOptions { PermitLimit = limit.PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = "60";
        return Task.CompletedTask;
    }

    private bool Allows(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is not { } policy)
            return true;
        using var lease = limiters[policy].AttemptAcquire(Block(http.Connection.RemoteIpAddress));
        return lease.IsAcquired;
    }
}
