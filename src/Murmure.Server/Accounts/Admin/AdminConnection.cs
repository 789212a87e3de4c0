using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Hosting;
using Murmure.Server.Links;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Admin;

/// <summary>The way from a verb to the workspace: a running server by its socket, a server elsewhere by a key, or the folder itself.</summary>
public sealed class AdminConnection : IAsyncDisposable
{
    private const string SocketPrefix = "admin/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient? client;
    private readonly string prefix;
    private readonly ServiceProvider? folder;

    private AdminConnection(HttpClient? client, string prefix, ServiceProvider? folder, string way)
    {
        this.client = client;
        this.prefix = prefix;
        this.folder = folder;
        Way = way;
    }

    /// <summary>Whether a server answers; without one the folder itself is worked on.</summary>
    public bool HasServer => client is not null;

    /// <summary>Sends a body of any length to the server.</summary>
    /// <exception cref="InvalidOperationException">No server answers: see <see cref="HasServer"/>.</exception>
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent body, CancellationToken cancellation) =>
        client?.PostAsync(prefix + path, body, cancellation) ?? throw new InvalidOperationException("There is no server to send to.");

    /// <summary>Asks the server for something of any length, which is read as it comes.</summary>
    /// <exception cref="InvalidOperationException">No server answers: see <see cref="HasServer"/>.</exception>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation) =>
        client?.GetAsync(prefix + path, HttpCompletionOption.ResponseHeadersRead, cancellation) ?? throw new InvalidOperationException("There is no server to ask.");

    /// <summary>Which way it is, in words for the terminal.</summary>
    public string Way { get; }

    /// <summary>A server elsewhere.</summary>
    public static AdminConnection To(Uri server, string key)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new AdminConnection(http, "api/v1/", null, $"through the API of {server.Host}");
    }

    /// <summary>The server running on a data folder, or the folder when none does. The folder is made when absent.</summary>
    /// <exception cref="Murmure.Storage.Events.NewerStoreException">A later Murmure wrote the metadata.</exception>
    public static async Task<AdminConnection> OfAsync(string dataFolder, CancellationToken cancellation) =>
        await OfRunningAsync(dataFolder, cancellation) ?? new AdminConnection(null, "", Folder(dataFolder), $"in the folder {dataFolder}; no server runs on it");

    /// <summary>The server running on a data folder; null when none does. The folder is left alone.</summary>
    public static async Task<AdminConnection?> OfRunningAsync(string dataFolder, CancellationToken cancellation)
    {
        if (AdminSocket.PathIn(dataFolder) is not { } path || !File.Exists(path) || !await AnswersAsync(path, cancellation))
            return null;
        return new AdminConnection(By(path), SocketPrefix, null, "through the running server");
    }

    /// <summary>The server on a data folder, whether or not it runs just now: each call goes to the one that does. Null where the folder can have no socket.</summary>
    public static AdminConnection? Waiting(string dataFolder) =>
        AdminSocket.PathIn(dataFolder) is { } path ? new AdminConnection(By(path), SocketPrefix, null, $"to the server on {dataFolder}") : null;

    /// <summary>What a server said of a call that it refused, in one line.</summary>
    public static async Task<string> SayAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            if (problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } text)
                return text;
        }
        catch (JsonException)
        {
            // No problem document: the status has to do.
        }
        return (int)answer.StatusCode is 401 or 403 ? "The server refuses the key: it is wrong, expired, or lacks the scope." : $"The server answered {(int)answer.StatusCode}.";
    }

    private static Workspace Workspace(IServiceProvider services) => services.GetRequiredService<Workspace>();

    private static HttpClient By(string socket) => new(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) })
    {
        BaseAddress = new Uri("http://localhost/"), Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<AdminAnswer> SendAsync(AddUserRequest asked, CancellationToken cancellation) =>
        SendAsync("users", asked, AdminJson.Default.AddUserRequest, services => Workspace(services).AddUserAsync(asked, null, cancellation), cancellation);

    public Task<AdminAnswer> SendAsync(ResetUserRequest asked, CancellationToken cancellation) =>
        SendAsync("users/reset", asked, AdminJson.Default.ResetUserRequest, services => Workspace(services).ResetUserAsync(asked, null, cancellation), cancellation);

    public Task<AdminAnswer> SendAsync(AddSiteRequest asked, CancellationToken cancellation) =>
        SendAsync("sites", asked, AdminJson.Default.AddSiteRequest, services => Workspace(services).AddSiteAsync(asked, null, cancellation), cancellation);

    public Task<AdminAnswer> SendAsync(AddKeyRequest asked, CancellationToken cancellation) =>
        SendAsync("keys", asked, AdminJson.Default.AddKeyRequest, services => Workspace(services).AddKeyAsync(asked, null, cancellation), cancellation);

    /// <summary>A link by the folder or the socket; by a key through the API that programs use, which answers the link itself.</summary>
    public async Task<AdminAnswer> SendAsync(AddLinkRequest asked, CancellationToken cancellation)
    {
        if (client is null || prefix == SocketPrefix)
            return await SendAsync("links", asked, AdminJson.Default.AddLinkRequest, services => services.GetRequiredService<LinkWorkspace>().AddAsync(asked, cancellation), cancellation);
        try
        {
            using var answer = await client.PostAsJsonAsync(prefix + "links", asked, AdminJson.Default.AddLinkRequest, cancellation);
            if (!answer.IsSuccessStatusCode)
                return new AdminAnswer(false, await SayAsync(answer, cancellation));
            using var link = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), default, cancellation);
            return new AdminAnswer(true, "The link is made.", link.RootElement.GetProperty("shortUrl").GetString());
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            return new AdminAnswer(false, $"{client.BaseAddress!.Host}: no Murmure answers there.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (folder is not null)
            await folder.DisposeAsync();
    }

    private async Task<AdminAnswer> SendAsync<T>(
        string path, T asked, JsonTypeInfo<T> type, Func<IServiceProvider, Task<AdminAnswer>> directly, CancellationToken cancellation)
    {
        if (folder is not null)
        {
            await using var scope = folder.CreateAsyncScope();
            return await directly(scope.ServiceProvider);
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            using var answer = await client!.PostAsJsonAsync(prefix + path, asked, type, limit.Token);
            if ((int)answer.StatusCode is 200 or 422 && await answer.Content.ReadFromJsonAsync(AdminJson.Default.AdminAnswer, cancellation) is { } said)
                return said;
            return new AdminAnswer(false, (int)answer.StatusCode is 401 or 403 ? "The server refuses the key: it needs the scope admin." : $"The server answered {(int)answer.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            return new AdminAnswer(false, $"{client!.BaseAddress!.Host}: no Murmure answers there.");
        }
    }

    private static ServiceProvider Folder(string dataFolder)
    {
        PrivateFolder.Make(dataFolder);
        if (MetadataFile.VersionOf(dataFolder) is { IsOlder: true })
            throw new InvalidOperationException($"The data in {dataFolder} are of an earlier version: start 'murmure serve' on them once, which backs them up and upgrades them.");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        AccountsFeature.AddMetadata(services, dataFolder);
        AccountsFeature.AddWorkspace(services);
        LinksFeature.AddWorkspace(services, new ServeOptions(0, dataFolder, false));
        return services.BuildServiceProvider();
    }

    private static async Task<bool> AnswersAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await (await ConnectAsync(path, cancellation)).DisposeAsync();
            return true;
        }
        catch (SocketException)
        {
            return false; // left behind by a server that was killed
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
