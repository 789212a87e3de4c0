using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Murmure.Connectors;
using Murmure.Server.Links;
using Murmure.Server.Accounts;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Connections;

/// <summary>A whole server with one site and one connection of it, reached through the door that services reach it through.</summary>
internal sealed class ConnectedSite : IAsyncDisposable
{
    private readonly Lines lines = new();

    public required LiveHost Host { get; init; }

    public Connection Kept { get; private set; } = null!;

    /// <summary>Everything that the server wrote into its log.</summary>
    public string Log => string.Join('\n', lines.All);

    public OpenConnection Open => Host.Services.GetRequiredService<ConnectionDirectory>().Find(Kept.Id)!;

    public static async Task<ConnectedSite> StartAsync(string kind, IReadOnlyDictionary<string, string> values, ConnectorOptions? options = null, params string[] watched)
    {
        var site = new ConnectedSite
        {
            Host = await LiveHost.StartAsync(with: serve => serve with { Connectors = options ?? new ConnectorOptions(), LogLevel = LogLevel.Trace }),
        };
        site.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(site.lines);
        var request = new ConnectionRequest(kind, "Nouvelles", kind, values, "https://m.example.org") { Watched = watched };
        var (kept, field, problem) = await site.Host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            site.Host.Services.GetRequiredService<SiteDirectory>().Find(new SiteId(1))!, new Maker(1, 1, "member@example.org"), null, request, default);
        site.Kept = kept.ShouldNotBeNull($"{field} {problem}");
        return site;
    }

    /// <summary>A post of ours that is out, by the service's name for it.</summary>
    public async Task<long> PostedAsync(string remote)
    {
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var campaign = new Campaign { SiteId = 1, Name = "Printemps", Created = Host.Clock.GetUtcNow().UtcDateTime };
        var post = new Post { ConnectionId = Kept.Id, Channel = Kept.Kind, Variant = "tg", Remote = remote, PublishedAt = Host.Clock.GetUtcNow().UtcDateTime, State = PostState.Published };
        campaign.Posts.Add(post);
        db.Campaigns.Add(campaign);
        await db.SaveChangesAsync();
        return post.Id;
    }

    /// <summary>Sends to the webhook, as the service does.</summary>
    /// <returns>The status and the body, or what <c>X-Murmure</c> says.</returns>
    public async Task<(HttpStatusCode Status, string Said)> TellAsync(byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.Client.BaseAddress!, $"/webhooks/{Kept.Kind}/{Kept.Address}")) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await Host.Client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Murmure", out var said) ? string.Join(',', said) : await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks the service, as each round does.</summary>
    public Task AskAsync() => Host.Services.GetRequiredService<ConnectionPolling>().AskAsync(Open, default);

    /// <summary>Everything that is counted of the connection: post, kind, detail, amount.</summary>
    public async Task<List<string>> CountsAsync(LiveHost? host = null) =>
        [.. (await (host ?? Host).Services.GetRequiredService<ObservationFile>().OfConnectionAsync(Kept.Id, default)).Select(one => $"{one.Post} {one.Kind} {one.Detail} {one.Amount}")];

    public async Task<Connection> ReadAsync()
    {
        await Host.Services.GetRequiredService<ConnectionHealth>().WriteAsync(default);
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return await db.Connections.AsNoTracking().SingleAsync();
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    private sealed class Lines : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> all = new();

        public IEnumerable<string> All => all;

        public ILogger CreateLogger(string categoryName) => new Line(all);

        public void Dispose()
        {
        }

        private sealed class Line(ConcurrentQueue<string> all) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => all.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
