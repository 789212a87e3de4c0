using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Backups;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Tests.Exports;
using Murmure.Server.Tests.Live;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>Numbers, names, texts and ids planted in a send and in its webhook, then looked for in every byte under the data folder, during and after it.</summary>
[WholeServer]
public sealed class SendCanaryTests
{
    private static readonly string[] Canaries =
    [
        "33612345678", "612345678", "6 12 34 56 78", "33687654321", "Chantal", "Kanarienvogel", "canary-text-body", "wamid.CANARY", "FR.13491208655302741918", "wamid.STANDIN",
    ];

    [Fact]
    public async Task Nothing_personal_is_written_in_clear_during_a_send_or_after_it()
    {
        await using var site = await SendSite.StartAsync(rate: "1");
        var log = new KeptLog();
        site.Host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var post = await site.PostAsync();
        (await site.KeepAsync(post, "+33 6 12 34 56 78", "+33687654321", "+33600000003")).ShouldBe("");
        Search(site.Host);
        await site.Host.Services.GetRequiredService<SendBook>().StartAsync(SendSite.SiteOf(site.Host), site.Caller, post, default);
        await site.RoundAsync();
        await PlantAsync(site);
        Search(site.Host);
        var under = await Exported.AllAsync(site.Host);
        foreach (var canary in Canaries)
            under.ShouldNotContain(canary);
        await using (var killed = await site.Host.AsKilledNowAsync())
            Search(killed);
        site.Graph.Instead = (http, _) => GraphServer.ErrorAsync(http, 400, 131026, message: "(#131026) canary-text-body 33687654321");
        await site.SecondsAsync(4);
        site.State(post).ShouldBe("");
        Search(site.Host);
        var exported = await Exported.AllAsync(site.Host);
        exported.ShouldContain("Concert");
        foreach (var canary in Canaries)
        {
            log.Text.ShouldNotContain(canary);
            exported.ShouldNotContain(canary);
        }
        await site.Host.RestartAsync();
        Search(site.Host);
        // What is there is found: the search itself works.
        Stored.Holds(site.Host.Folder, "Concert").ShouldBeTrue();
    }

    [Fact]
    public async Task A_backup_holds_neither_lists_nor_their_keys()
    {
        await using var site = await SendSite.StartAsync();
        await site.KeepAsync(await site.PostAsync(), "+33612345678");
        var aside = Directory.CreateTempSubdirectory("murmure-aside-");
        await using var files = (await BackupFiles.MakeAsync(site.Host.Folder, aside.FullName, [], null, site.Host.Clock)).Files.ShouldNotBeNull();
        files.Manifest.LeftOut.ShouldContain("the recipients of sends, and their keys");
        using var archive = new MemoryStream();
        await files.WriteAsync(archive, default);
        Directory.EnumerateFiles(aside.FullName, "*", SearchOption.AllDirectories).ShouldNotContain(file => file.Contains("sends", StringComparison.Ordinal) || file.EndsWith(".list", StringComparison.Ordinal) || file.EndsWith(".key", StringComparison.Ordinal));
        archive.Length.ShouldBeGreaterThan(1000);
        aside.Delete(recursive: true);
    }

    private static async Task PlantAsync(SendSite site)
    {
        foreach (var content in new[]
        {
            "\"type\":\"text\",\"text\":{\"body\":\"canary-text-body\"},\"from\":\"33687654321\",\"id\":\"wamid.CANARY1\"",
            "\"type\":\"text\",\"text\":{\"body\":\"stop\"},\"from\":\"33699999999\",\"id\":\"wamid.CANARY2\"",
            "\"type\":\"text\",\"text\":{\"body\":\"stop\"},\"from_user_id\":\"FR.13491208655302741918\",\"id\":\"wamid.CANARY3\"",
            "\"type\":\"reaction\",\"reaction\":{\"message_id\":\"wamid.STANDIN1=\",\"emoji\":\"canary-text-body\"},\"from\":\"33687654321\",\"id\":\"wamid.CANARY4\"",
            "\"type\":\"button\",\"button\":{\"payload\":\"Chantal\",\"text\":\"canary-text-body\"},\"from\":\"33687654321\",\"id\":\"wamid.CANARY5\"",
            "\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"Chantal\",\"title\":\"Chantal\"}},\"from\":\"33687654321\",\"id\":\"wamid.CANARY6\"",
        })
            (await site.TellAsync(site.Change("messages", content))).Said.ShouldBe("counted");
        (await site.TellAsync(site.Change("statuses", "\"id\":\"wamid.STANDIN1=\",\"status\":\"failed\",\"recipient_id\":\"33612345678\",\"errors\":[{\"code\":131026,\"title\":\"canary-text-body\",\"error_data\":{\"details\":\"Chantal\"}}]"))).Said.ShouldBe("counted");
        await site.TellAsync(site.Text("33687654321", "wamid.CANARY7", "canary-text-body"), "sha256=00");
        await site.TellAsync("{\"canary-text-body\":\"33687654321\"");
    }

    /// <summary>Everything that the server's log is told.</summary>
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public string Text => string.Join('\n', lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }

    private static void Search(LiveHost host)
    {
        foreach (var canary in Canaries)
            Stored.Holds(host.Folder, canary).ShouldBeFalse(canary);
    }
}
