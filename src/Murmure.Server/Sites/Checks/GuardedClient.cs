using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Murmure.Server.Hosting;

namespace Murmure.Server.Sites.Checks;

/// <summary>Why a page was not fetched.</summary>
public enum FetchRefusal
{
    /// <summary>Neither http nor https, or an address with a name and password in it.</summary>
    Address,

    /// <summary>The name has no address.</summary>
    Name,

    /// <summary>The name leads to this machine or into a private network.</summary>
    Private,

    /// <summary>Nobody answers there, or not in what HTTP and TLS allow.</summary>
    Unreachable,

    /// <summary>Too slow.</summary>
    Time,

    /// <summary>Sent from address to address too often.</summary>
    Redirects,
}

/// <summary>A page as it was answered, cut at the cap.</summary>
/// <param name="Address">Where it was in the end.</param>
/// <param name="Policies">Its Content-Security-Policies.</param>
/// <param name="Body">At most <see cref="FetchTerms.MostBytes"/>.</param>
public sealed record FetchedPage(Uri Address, HttpStatusCode Status, string? ContentType, IReadOnlyList<string> Policies, ReadOnlyMemory<byte> Body)
{
    /// <summary>The addresses that sent the fetch on, in order; the last of them led to <see cref="Address"/>.</summary>
    public IReadOnlyList<Uri> SentOnBy { get; init; } = [];

    /// <summary>The whole length: as the server told it, else as far as it was read.</summary>
    public long Length { get; init; }

    /// <summary>Whether it goes on after the cap.</summary>
    public bool IsCut => Body.Length < Length;

    public string Text => field ??= Encoding.UTF8.GetString(Body.Span);
}

/// <summary>What a fetch may take.</summary>
public sealed record FetchTerms(int MostBytes, TimeSpan Patience)
{
    /// <summary>Of a page of a site.</summary>
    public static FetchTerms Page { get; } = new(1024 * 1024, TimeSpan.FromSeconds(10));

    /// <summary>Sent to the address asked for and to no other: with any, no redirect is followed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Posted as a form, to the address asked for and to no other: with it, no redirect is followed.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Posted as JSON, as <see cref="Form"/> is.</summary>
    public string? Json { get; init; }

    internal bool IsPosted => Form is not null || Json is not null;

    internal HttpContent? Content => Json is { } json ? new StringContent(json, Encoding.UTF8, "application/json") : Form is { } form ? new FormUrlEncodedContent(form) : null;
}

/// <summary>
/// The one client that fetches addresses which members type in. Only http and https; each name is resolved once, every address it has is
/// checked, and the connection goes to the address that was checked; redirects are followed by hand and checked like the first; size and time
/// have caps; no cookies, no credentials, no proxy of the environment.
/// </summary>
public sealed class GuardedClient : IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;
    private readonly bool allowLocal;

    public GuardedClient(ServeOptions options)
    {
        allowLocal = options.AllowLocalChecks;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = Patience, MaxResponseHeadersLength = 64,
            AutomaticDecompression = DecompressionMethods.All, ConnectCallback = ConnectAsync,
            // Each fetch resolves and checks anew: a kept connection would outlive the check.
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Murmure-Check", "1"));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*;q=0.5");
    }

    /// <summary>Whether a secret may be sent to an address that a member typed: by https; by http only where the operator lets checks reach this machine.</summary>
    public bool IsSafe(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IsWeb(address) && (allowLocal || address.Scheme == "https");
    }

    /// <summary>Fetches a page; or why not.</summary>
    public Task<(FetchedPage? Page, FetchRefusal? Refusal)> FetchAsync(Uri address, CancellationToken cancellation) => FetchAsync(address, FetchTerms.Page, cancellation);

    /// <summary>Fetches something else than a page; or why not.</summary>
    public Task<(FetchedPage? Page, FetchRefusal? Refusal)> FetchAsync(Uri address, FetchTerms terms, CancellationToken cancellation) => GuardAsync(terms.Patience, async limit =>
    {
        var sentOnBy = new List<Uri>();
        while (sentOnBy.Count <= MostRedirects)
        {
            if (!IsWeb(address))
                return (null, FetchRefusal.Address);
            using var request = new HttpRequestMessage(terms.IsPosted ? HttpMethod.Post : HttpMethod.Get, address) { Content = terms.Content };
            foreach (var (name, value) in terms.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit);
            if ((int)answer.StatusCode is < 300 or >= 400 || terms.Headers.Count > 0 || terms.IsPosted || answer.Headers.Location is not { } next)
                return (await ReadAsync(address, sentOnBy, answer, terms.MostBytes, limit), null);
            sentOnBy.Add(address);
            address = new Uri(address, next);
        }
        return ((FetchedPage?)null, (FetchRefusal?)FetchRefusal.Redirects);
    }, cancellation);

    /// <summary>Sends JSON; the status that it was answered with, or why it was not. Redirects are not followed, the answer's body is not read.</summary>
    public Task<(HttpStatusCode? Status, FetchRefusal? Refusal)> SendAsync(Uri address, byte[] json, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellation) => GuardAsync(Patience, async limit =>
    {
        if (!IsWeb(address))
            return (null, FetchRefusal.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit);
        return ((HttpStatusCode?)answer.StatusCode, (FetchRefusal?)null);
    }, cancellation);

    public void Dispose() => client.Dispose();

    /// <summary>Whether an address is one that a server of ours must not be sent to by somebody else: its own machine, its own networks.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return Array.Exists(address.AddressFamily == AddressFamily.InterNetwork ? Private4 : Private6, network => network.Contains(address));
    }

    // IANA's special-purpose registries, whatever in them is not for everybody.
    private static readonly IPNetwork[] Private4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Everything outside 2000::/3 (loopback, link-local, unique local, multicast, NAT64 64:ff9b::/96 and 64:ff9b:1::/48), and what inside it
    // carries an IPv4 address or is set apart: Teredo, ORCHID, documentation, 6to4.
    private static readonly IPNetwork[] Private6 =
    [
        .. new[] { "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(text => IPNetwork.Parse(text)),
    ];

    private static bool IsWeb(Uri address) => address.Scheme is "http" or "https" && address.UserInfo.Length == 0;

    private static async Task<(T? Answer, FetchRefusal? Refusal)> GuardAsync<T>(TimeSpan patience, Func<CancellationToken, Task<(T? Answer, FetchRefusal? Refusal)>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return await work(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (default, FetchRefusal.Time);
        }
        catch (HttpRequestException fault)
        {
            return (default, Reason(fault));
        }
        // A body that is not compressed as its header says (InvalidOperationException: what Brotli throws), or a redirect to what is no address.
        catch (Exception fault) when (fault is IOException or InvalidDataException or InvalidOperationException or UriFormatException)
        {
            return (default, FetchRefusal.Unreachable);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        // One bad address spoils the name: which of several is used would be for the name's owner to arrange.
        if (!allowLocal && Array.Exists(addresses, IsPrivate))
            throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<FetchedPage> ReadAsync(Uri address, List<Uri> sentOnBy, HttpResponseMessage answer, int most, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (kept.Length <= most && await body.ReadAsync(buffer, cancellation) is > 0 and var read)
            kept.Write(buffer, 0, read);
        var policies = answer.Headers.TryGetValues("Content-Security-Policy", out var values) ? values.ToList() : [];
        return new FetchedPage(
            address, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, policies, kept.GetBuffer().AsMemory(0, (int)Math.Min(kept.Length, most)))
        {
            SentOnBy = sentOnBy, Length = Math.Max(kept.Length, answer.Content.Headers.ContentLength ?? 0),
        };
    }

    private static FetchRefusal Reason(HttpRequestException fault)
    {
        if (fault.InnerException is PrivateAddressException)
            return FetchRefusal.Private;
        return fault.HttpRequestError == HttpRequestError.NameResolutionError || fault.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }
            ? FetchRefusal.Name
            : FetchRefusal.Unreachable;
    }

    private sealed class PrivateAddressException : IOException;
}
