using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Notices;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Notices;

/// <summary>That a digest is told once: not twice after a restart, and not never because the server was off.</summary>
[WholeServer]
public sealed class SendingTests
{
    /// <summary>Monday, half past seven.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 7, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_restart_neither_sends_a_digest_twice_nor_forgets_it()
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("en", NoticeKind.Weekly);
        site.Mail.Refuses = true;
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(site);
        site.Mail.Taken.ShouldBeEmpty();
        (await DeliveriesAsync(site)).ShouldHaveSingleItem().Answer.ShouldBe("mail-refused");
        await site.Host.RestartAsync();
        site.Mail.Refuses = false;
        site.Host.Clock.Advance(TimeSpan.FromMinutes(5));
        await RoundAsync(site);
        site.Mail.Taken.Count.ShouldBe(1);
        await site.Host.RestartAsync();
        await RoundAsync(site);
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(site);
        site.Mail.Taken.Count.ShouldBe(1);
        var sent = (await DeliveriesAsync(site)).ShouldHaveSingleItem();
        (sent.Answer, sent.Body, sent.NextTry).ShouldBe(("mail-taken", "", null));
        site.Mail.Messages[0].MessageId.ShouldBe(sent.Message + "@courrier.example");
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(47, 1)]
    [InlineData(49, 0)]
    public async Task A_digest_whose_hour_passed_while_the_server_was_off_is_sent_when_it_is_back_within_two_days(int hoursOff, int sent)
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("en", NoticeKind.Weekly);
        await site.Host.StopAsync();
        site.Host.Clock.Advance(TimeSpan.FromHours(hoursOff + 0.5));
        await site.Host.StartAgainAsync();
        await RoundAsync(site);
        site.Mail.Taken.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task Whoever_left_the_organisation_hears_nothing_more()
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("en", NoticeKind.Weekly);
        await using (var db = await DbAsync(site))
            await db.Memberships.ExecuteDeleteAsync();
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(site);
        site.Mail.Taken.ShouldBeEmpty();
        (await DeliveriesAsync(site)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_leaves_while_a_mail_waits_does_not_get_it()
    {
        await using var site = await StartAsync();
        await site.SubscribeAsync("en", NoticeKind.Weekly);
        site.Mail.Refuses = true;
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(site);
        await using (var db = await DbAsync(site))
            await db.Memberships.ExecuteDeleteAsync();
        site.Mail.Refuses = false;
        site.Host.Clock.Advance(TimeSpan.FromHours(1));
        await RoundAsync(site);
        site.Mail.Taken.ShouldBeEmpty();
        var left = (await DeliveriesAsync(site)).ShouldHaveSingleItem();
        (left.Answer, left.NextTry, left.Body).ShouldBe(("gone", null, ""));
    }

    private static async Task<NoticeSite> StartAsync()
    {
        var site = await NoticeSite.StartAsync(Monday);
        for (var day = new DateOnly(2026, 11, 9); day <= new DateOnly(2026, 11, 22); day = day.AddDays(1))
            await site.AppendAsync(day, hour => hour == 9 ? 12 : 0);
        await site.Host.CloseDaysAsync();
        return site;
    }

    private static async Task RoundAsync(NoticeSite site)
    {
        await site.Host.CloseDaysAsync();
        await site.RoundAsync();
    }

    private static Task<MurmureDb> DbAsync(NoticeSite site) => site.Host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();

    private static async Task<List<NoticeDelivery>> DeliveriesAsync(NoticeSite site)
    {
        await using var db = await DbAsync(site);
        return await db.NoticeDeliveries.AsNoTracking().ToListAsync();
    }
}
