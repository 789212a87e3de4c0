using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Dashboard;

namespace Murmure.Server.Accounts;

/// <summary>How often one place may try to get in: an address, or a /64 of IPv6. In memory only.</summary>
internal static class SignInLimit
{
    public const string Policy = "sign-in";

    /// <summary>Tries a minute: more than a person needs, far fewer than guessing does. An account's own lockout comes on top.</summary>
    public const int PerMinute = 20;

    public static void Add(IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = async (rejected, cancellation) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            await rejected.HttpContext.Response.WriteAsync(DashboardFeature.TextsOf(rejected.HttpContext.Request)["signin.toomany"], cancellation);
        };
        limits.AddPolicy(Policy, http => HttpMethods.IsPost(http.Request.Method)
            ? RateLimitPartition.GetSlidingWindowLimiter(Block(http.Connection.RemoteIpAddress), _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0,
            })
            : RateLimitPartition.GetNoLimiter(""));
    });

    private static string Block(IPAddress? peer)
    {
        if (peer is null)
            return "";
        if (peer.IsIPv4MappedToIPv6)
            peer = peer.MapToIPv4();
        return peer.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(peer.GetAddressBytes().AsSpan(0, 8)) : peer.ToString();
    }
}
