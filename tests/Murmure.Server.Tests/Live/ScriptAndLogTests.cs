using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Imports;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

/// <summary>A site that has both a script and a log: people come from the script, previews and machines from the log, never twice.</summary>
[WholeServer]
public sealed class ScriptAndLogTests
{
    private const string WhatsApp = "WhatsApp/2.24.20.83 A";
    private const string Googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static readonly DateOnly Today = new(2026, 11, 25);

    private static string Line(string agent, string path = "/a", string day = "25/Nov/2026", int second = 0) =>
        $"203.0.113.9 - - [{day}:08:00:{second:00} +0000] \"GET {path} HTTP/2.0\" 200 512 \"-\" \"{agent}\"\n";

    private static readonly string Log = Line(LiveHost.Firefox) + Line(LiveHost.Firefox, "/b", second: 1) + Line(WhatsApp) + Line(Googlebot);

    [Fact]
    public async Task On_a_day_of_the_script_a_log_brings_previews_and_machines_and_says_what_the_script_did_not_see()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync();
        var first = await ImportAsync(host, Log);
        (first.Imported, first.Skipped["person"]).ShouldBe((2, 2));
        (await ImportAsync(host, Log)).Duplicates.ShouldBe(4, "the same log again counts nothing, people that were left out included");
        (await host.CountAsync(Metric.Pageviews), await host.CountAsync(Metric.Previews), await host.CountAsync(Metric.MachineHits)).ShouldBe((1, 1, 1));
        (await CompareAsync(host)).ShouldBe([new SeenDay(Today, 2, 1)]);
    }

    [Fact]
    public async Task The_first_lines_of_a_day_wait_for_the_script_that_counted_the_day_before()
    {
        await using var host = await LiveHost.StartAsync();
        await host.ViewAsync();
        (await ImportAsync(host, Line(LiveHost.Firefox, day: "26/Nov/2026"))).Skipped["person"].ShouldBe(1);
    }

    [Fact]
    public async Task Previews_alone_can_be_asked_for_before_there_is_a_script()
    {
        await using var host = await LiveHost.StartAsync();
        (await ImportAsync(host, Log, "&only=previews")).Imported.ShouldBe(2);
        (await host.CountAsync(Metric.Pageviews)).ShouldBe(0);
        (await CompareAsync(host)).ShouldBeEmpty("there is no script whose gaps could be told");
        await host.ViewAsync();
        (await CompareAsync(host)).ShouldBe([new SeenDay(Today, 2, 1)]);
    }

    [Fact]
    public async Task A_log_alone_brings_its_people_too()
    {
        await using var host = await LiveHost.StartAsync();
        (await ImportAsync(host, Log)).Imported.ShouldBe(4);
        (await host.CountAsync(Metric.Pageviews)).ShouldBe(2);
        (await CompareAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public void Where_the_script_saw_more_nothing_is_said_to_be_missing() => new SeenDay(Today, 2, 5).Unseen.ShouldBe(0);

    internal static async Task<ImportAnswer> ImportAsync(LiveHost host, string log, string more = "")
    {
        await using var connection = AdminConnection.Waiting(host.Folder).ShouldNotBeNull();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(log));
        using var answer = await connection.PostAsync($"imports?site={LiveHost.Host}{more}", body, default);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ImportAnswer>(JsonSerializerOptions.Web)).ShouldNotBeNull();
    }

    private static async Task<IReadOnlyList<SeenDay>> CompareAsync(LiveHost host)
    {
        await host.SettleAsync();
        return await host.Services.GetRequiredService<LogViews>().CompareAsync(host.Services.GetRequiredService<SiteDirectory>().Find(LiveHost.Host)!, DayRange.All, default);
    }
}
