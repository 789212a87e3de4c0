using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Live;
using Murmure.Storage;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Hosting;

[WholeServer]
public sealed class OperationsTests
{
    [Fact]
    public async Task A_server_that_is_asked_to_stop_first_stores_what_it_accepted()
    {
        await using var host = await LiveHost.StartAsync();
        for (var i = 0; i < 200; i++)
            (await host.ViewAsync($"/{i}", address: $"203.0.113.{i}")).Said.ShouldBe("accepted");
        await host.StopAsync();
        Journal.Examine(Path.Combine(host.Folder, "journal")).ShouldNotBeNull().Records.ShouldBe(0);
        (await EventStores.ExamineAsync($"duckdb:{Path.Combine(host.Folder, "events.duckdb")}", default)).OpenDays.Sum(day => day.Events).ShouldBe(200);
    }

    [Fact]
    public async Task Ready_means_stores_journal_and_disk_and_says_which_is_not()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.Client.GetStringAsync("/health/ready")).ShouldBe("ready\n");
        using var named = new HttpRequestMessage(HttpMethod.Get, "/health/ready") { Headers = { Host = "10.1.2.3:8080" } };
        (await host.Client.SendAsync(named)).StatusCode.ShouldBe(HttpStatusCode.OK, "whatever address a supervisor has for the server");
        SqliteConnection.ClearAllPools();
        await using (var metadata = new SqliteConnection($"Data Source={Path.Combine(host.Folder, "metadata.sqlite")};Pooling=False"))
        {
            metadata.Open();
            await using var command = metadata.CreateCommand();
            command.CommandText = "ALTER TABLE settings RENAME TO elsewhere";
            command.ExecuteNonQuery();
        }

        using var answer = await host.Client.GetAsync("/health/ready");
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.ServiceUnavailable, "the metadata do not answer\n"));
    }

    [Fact]
    public void What_speaks_of_single_requests_is_never_heard_and_our_own_messages_are()
    {
        using var services = new ServiceCollection().AddLogging(logging => LoggingFeature.AddLog(logging, ConsoleFormat.Json, LogLevel.Information)).BuildServiceProvider();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        foreach (var category in LoggingFeature.Silent)
            loggers.CreateLogger(category).IsEnabled(LogLevel.Critical).ShouldBeFalse(category);
        loggers.CreateLogger("Murmure.Server.Privacy.DayClosing").IsEnabled(LogLevel.Information).ShouldBeTrue();
        loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").IsEnabled(LogLevel.Information).ShouldBeFalse();
        loggers.CreateLogger("Microsoft.EntityFrameworkCore.Database.Command").IsEnabled(LogLevel.Error).ShouldBeTrue();
    }

    [Fact]
    public void Of_a_span_only_what_the_server_itself_says_is_left()
    {
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener { ShouldListenTo = one => one == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var filter = new SpanFilter();

        using var request = source.StartActivity("in", ActivityKind.Server).ShouldNotBeNull();
        request.TraceStateString = "canary=1";
        foreach (var (name, value) in new[]
        {
            ("http.route", "/api/v1/reports"), ("http.request.method", "GET"), ("http.response.status_code", "200"), ("url.path", "/canary"), ("url.query", "canary"),
            ("user_agent.original", "canary"), ("client.address", "canary"), ("server.address", "canary"), ("something.new", "canary"),
        })
            request.SetTag(name, value);
        request.SetStatus(ActivityStatusCode.Error, "canary");
        filter.OnEnd(request);
        request.DisplayName.ShouldBe("GET /api/v1/reports");
        (request.Recorded, request.TraceStateString, request.StatusDescription).ShouldBe((true, null, null));
        request.TagObjects.Select(tag => tag.Key).ShouldBe(["http.route", "http.request.method", "http.response.status_code"]);

        using var beacon = source.StartActivity("in", ActivityKind.Server).ShouldNotBeNull();
        filter.OnEnd(beacon);
        beacon.Recorded.ShouldBeFalse("a visitor's beacon reaches no route");

        using var fault = source.StartActivity("work").ShouldNotBeNull();
        fault.AddEvent(new ActivityEvent("canary"));
        filter.OnEnd(fault);
        fault.Recorded.ShouldBeFalse();
    }
}
