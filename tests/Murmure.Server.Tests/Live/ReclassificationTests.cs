using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Live;

[WholeServer]
public sealed class ReclassificationTests
{
    [Fact]
    public async Task After_an_upgrade_kept_days_are_read_again_once_and_how_far_that_is_can_be_seen()
    {
        await using var host = await LiveHost.StartAsync();
        foreach (var day in new[] { new DateOnly(2026, 11, 22), new DateOnly(2026, 11, 23) })
        {
            await host.Store.AppendAsync(new EventBatch($"{day}", LiveHost.Host, new[] { Unknown(day) }), default);
            await host.Store.DeriveVisitsAsync(LiveHost.Host, DayRange.Of(day), default);
            await host.Store.CloseDayAsync(LiveHost.Host, day, new CloseRules("an older catalogue", K: 1), default);
        }

        await host.RestartAsync();
        var job = host.Services.GetRequiredService<Reclassification>();
        await job.ExecuteTask!;

        job.Progress.ShouldBe(new ReclassificationProgress(2, 2, 2));
        (await host.CountAsync(Metric.EvidenceVisits)).ShouldBe(2);
        (await host.Store.ClosedDaysAsync(LiveHost.Host, default)).ShouldAllBe(day => day.Catalogue == Catalogue.Load().Version);
        (await host.Client.GetStringAsync("/metrics")).ShouldContain("murmure_reclassified_days");

        await host.RestartAsync();
        await host.Services.GetRequiredService<Reclassification>().ExecuteTask!;
        host.Services.GetRequiredService<Reclassification>().Progress.Days.ShouldBe(0);
    }

    /// <summary>A view from WhatsApp's web client, as a catalogue without WhatsApp reads it.</summary>
    private static StoredEvent Unknown(DateOnly day) => new()
    {
        Time = day.ToDateTime(new TimeOnly(10, 0), DateTimeKind.Utc), Day = day, Hour = 10, Kind = EventKind.Pageview, Verdict = Verdict.Person, Visitor = 1, Page = "/a",
        Family = Family.Referral, Channel = "referral", Source = "web.whatsapp.com", Grade = Grade.Observed, Sender = Sender.Unknown, Private = false,
        Rule = "referrer.other", Clue = "web.whatsapp.com", ReferrerHost = "web.whatsapp.com",
    };
}
