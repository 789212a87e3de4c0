using System.Net;
using System.Security.Authentication;

namespace Murmure.Server.Doctor;

/// <summary>Asks the server's own public names for the tracker, as a visitor's browser does.</summary>
internal static class PublicAddresses
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Each name and what is wrong with it; null when the tracker came.</returns>
    public static async Task<IReadOnlyList<(string Host, string? Trouble)>> AskAsync(IEnumerable<string> hosts, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience }) { Timeout = Patience };
        // A name without a dot is one of a private network, such as a container's.
        return await Task.WhenAll(hosts.Where(host => host.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _))
            .Select(async host => (host, await TroubleAsync(client, host, cancellation))));
    }

    private static async Task<string?> TroubleAsync(HttpClient client, string host, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"https://{host}/m.js"), HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("javascript", StringComparison.Ordinal)
                ? null
                : $"something else answers there ({(int)answer.StatusCode})";
        }
        catch (HttpRequestException fault) when (fault.InnerException is AuthenticationException)
        {
            return "its certificate is not valid for that name";
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return "nobody answers there, as seen from this machine";
        }
    }
}
