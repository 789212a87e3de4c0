using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Murmure.Connectors;

/// <summary>
/// What a service answered.
/// </summary>
/// <param name="Status">Null where no answer came.</param>
/// <param name="Root">As JSON, to be read by <see cref="ForeignJson"/>; undefined where there is none, or it is none.</param>
/// <param name="After">How long to wait, as the headers say.</param>
/// <param name="Left">Whether the question may have reached the service: then nobody knows what it did, unless it answered.</param>
public sealed record ForeignAnswer(HttpStatusCode? Status, JsonElement Root, TimeSpan? After, bool Left)
{
    /// <summary>A header's value; empty where it is absent.</summary>
    public Func<string, string> Header { get; init; } = _ => "";

    public bool IsGood => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>What it means where the service's own error says nothing better.</summary>
    public ConnectorProblem Problem => new(Status switch
    {
        null => ProblemReason.Unreachable,
        HttpStatusCode.Unauthorized => ProblemReason.Credentials,
        HttpStatusCode.Forbidden => ProblemReason.Rights,
        HttpStatusCode.NotFound => ProblemReason.Missing,
        HttpStatusCode.TooManyRequests => ProblemReason.Limit,
        >= HttpStatusCode.InternalServerError => ProblemReason.Fault,
        >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => ProblemReason.Malformed,
        _ => ProblemReason.Refused,
    });
}

/// <summary>
/// The one client that asks services: no redirects, no cookies, an end to patience and to what is read. PRIVACY: neither addresses, which can hold tokens,
/// nor answers, which can hold people, are put into a fault's message or a log.
/// </summary>
public sealed class ForeignClient : IDisposable
{
    /// <summary>A service's answer is some kilobytes.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly HttpClient client;
    private readonly TimeProvider clock;
    private readonly TimeSpan patience;

    public ForeignClient(ConnectorOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.clock, patience) = (clock, options.Patience);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.Patience, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All, MaxResponseHeadersLength = 64,
            // Traces carry addresses, and some services want their token in the address.
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Murmure", "1"));
    }

    /// <summary>Asks once.</summary>
    /// <param name="patience">How long, where it is not as long as for all: of a question that the service keeps open.</param>
    public async Task<ForeignAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience ?? this.patience);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var headers = answer.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.FirstOrDefault() ?? "", StringComparer.OrdinalIgnoreCase);
            var root = ForeignJson.Read(await BytesOfAsync(answer.Content, limit.Token)) ?? default;
            return new ForeignAnswer(answer.StatusCode, root, AfterOf(answer), Left: true) { Header = name => headers.GetValueOrDefault(name, "") };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ForeignAnswer(null, default, null, Left: true);
        }
        catch (HttpRequestException fault)
        {
            return new ForeignAnswer(null, default, null, Left: !IsBeforeSending(fault));
        }
        catch (IOException)
        {
            return new ForeignAnswer(null, default, null, Left: true);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>What an answer means for publishing once.</summary>
    /// <param name="problem">As the service's own error says.</param>
    /// <param name="after">How long the service wants to be left alone, where its body says.</param>
    public static PublishResult Failure(ForeignAnswer answer, ConnectorProblem problem, TimeSpan? after = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(problem);
        return answer switch
        {
            { Status: null, Left: false } => new PublishResult.Later(problem, after),
            { Status: null } => new PublishResult.Unsure(problem),
            // A service that fails in the middle may have done it all the same.
            { Status: >= HttpStatusCode.InternalServerError } => new PublishResult.Unsure(problem),
            { IsGood: true } => new PublishResult.Unsure(problem),
            _ when problem.Reason == ProblemReason.Limit => new PublishResult.Later(problem, after ?? answer.After),
            _ => new PublishResult.Refused(problem),
        };
    }

    /// <summary>What an answer says; nothing where it is not compressed in the way that its header names: then only its status can be read.</summary>
    private static async Task<byte[]> BytesOfAsync(HttpContent content, CancellationToken cancellation)
    {
        try
        {
            await content.LoadIntoBufferAsync(MostBytes, cancellation);
            return await content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            return []; // InvalidOperationException: what Brotli throws
        }
    }

    private TimeSpan? AfterOf(HttpResponseMessage answer)
    {
        var after = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return after is null ? null : TimeSpan.FromTicks(Math.Clamp(after.Value.Ticks, 0, LongestWait.Ticks));
    }

    /// <summary>Whether the connection was never made: then the service knows nothing of the question.</summary>
    private static bool IsBeforeSending(HttpRequestException fault) =>
        fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
        || fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound };
}
