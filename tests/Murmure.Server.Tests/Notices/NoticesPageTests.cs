using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Hosting;
using Murmure.Connectors;
using Murmure.Server.Notices;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Notices;

/// <summary>The page on which people choose what a site tells them.</summary>
[WholeServer]
public sealed class NoticesPageTests
{
    private const string Host = "www.example.org";
    private const string Page = "/app/sites/" + Host + "/notices";
    private const string Token = "123456789:AAHsecretsecretsecretsecretsecretsec";

    [Fact]
    public async Task Each_member_chooses_for_themselves_and_without_SMTP_the_page_says_how_to_have_it()
    {
        await using var host = await StartAsync();
        using var viewer = await host.JoinAsync("vera@courrier.example", "viewer");
        (await host.Client.GetStringAsync(Page)).ShouldContain("--smtp smtps://");
        using var saved = await PagesHost.SendAsync(viewer, Page, "mine", ("kind", NoticeKind.Surge), ("kind", "beauty"), ("language", "fr"));
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var kept = (await db.NoticeSubscriptions.ToListAsync()).ShouldHaveSingleItem();
            (kept.Kind, kept.Language, kept.Root).ShouldBe((NoticeKind.Surge, "fr", host.Address.GetLeftPart(UriPartial.Authority)));
        }
        var page = await viewer.GetStringAsync(Page);
        page.ShouldContain("To vera@courrier.example");
        page.ShouldContain("Nothing sent so far.");
        page.ShouldNotContain("id=\"outlets\"");
        (await host.Client.GetStringAsync(Page)).ShouldNotContain("checked", Case.Sensitive, "what others chose is theirs");
    }

    [Fact]
    public async Task What_an_outlet_is_told_and_in_which_language_can_be_changed_and_the_log_says_so()
    {
        await using var host = await StartAsync(options => options with { AllowLocalChecks = true });
        using var added = await PagesHost.SendAsync(host.Client, Page + "?add=telegram", "add", ("name", "Newsdesk"), ("token", Token), ("chat", "-100"), ("tells", NoticeKind.Surge), ("outlet-language", "fr"));
        (await host.Client.GetStringAsync("/app/audit")).ShouldNotContain("Place for notices changed");
        using var changed = await PagesHost.SendAsync(host.Client, Page, "change-1", ("tells-1", NoticeKind.Weekly), ("language-1", "en"));
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            var outlet = await db.NoticeOutlets.SingleAsync();
            (outlet.Language, string.Join(',', outlet.Tells)).ShouldBe(("en", NoticeKind.Weekly));
        }
        (await host.Client.GetStringAsync("/app/audit")).ShouldContain("Place for notices changed <bdi class=\"family\">Newsdesk</bdi>");
    }

    [Fact]
    public async Task A_trial_says_what_came_back_and_no_secret_is_shown_or_kept_in_the_clear()
    {
        using var receiver = new Receiver { Status = "401 No" };
        await using var host = await StartAsync(options => options with { AllowLocalChecks = true, Connectors = new ConnectorOptions { Telegram = new Uri(receiver.Root + "/") } });
        using var added = await PagesHost.SendAsync(host.Client, Page + "?add=telegram", "add", ("name", "Rédaction"), ("token", Token), ("chat", "-100"), ("tells", NoticeKind.Surge), ("outlet-language", "fr"));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        using var tried = await PagesHost.SendAsync(host.Client, Page, "test-1");
        var page = await host.Client.GetStringAsync(Page);
        page.ShouldContain("Not delivered: it does not accept the token (401)");
        receiver.Paths.ShouldHaveSingleItem().ShouldBe($"/bot{Token}/sendMessage");
        receiver.Status = "200 OK";
        await host.Services.GetRequiredService<NoticeRounds>().RunOnceAsync(default);
        receiver.Requests.Count.ShouldBe(1, "half a minute has not passed");
        ((HastyClock)host.Services.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromMinutes(1));
        await host.Services.GetRequiredService<NoticeRounds>().RunOnceAsync(default);
        page = await host.Client.GetStringAsync(Page);
        page.ShouldContain("Delivered, ");
        page.ShouldNotContain(Token);
        (await host.Client.GetStringAsync("/app/audit")).ShouldNotContain(Token);
        Stored.Holds(host.Folder, Token).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_s_key_is_shown_once_and_an_outlet_goes_with_what_waits_for_it()
    {
        await using var host = await StartAsync();
        using var added = await PagesHost.SendAsync(host.Client, Page + "?add=webhook", "add", ("name", "Salle"), ("address", "https://hooks.example.org/x"), ("outlet-language", "en"));
        (await added.Content.ReadAsStringAsync()).ShouldContain("whsec_");
        (await host.Client.GetStringAsync(Page)).ShouldNotContain("whsec_");
        using var changed = await PagesHost.SendAsync(host.Client, Page, "change-1", ("tells-1", NoticeKind.Unusual));
        (await OutletsAsync(host)).ShouldHaveSingleItem().Tells.ShouldBe([NoticeKind.Unusual]);
        using var removed = await PagesHost.SendAsync(host.Client, Page, "remove-1");
        (await OutletsAsync(host)).ShouldBeEmpty();
        var audit = await host.Client.GetStringAsync("/app/audit");
        audit.ShouldContain("Place for notices added");
        audit.ShouldContain("Place for notices removed");
    }

    [Theory]
    [InlineData("slack", "http://hooks.slack.com/x", "An https address")]
    [InlineData("discord", "https://127.0.0.1/x", "An https address")]
    [InlineData("webhook", "", "An https address")]
    public async Task An_address_that_will_not_do_is_said_at_its_field_and_not_repeated(string kind, string address, string said)
    {
        await using var host = await StartAsync();
        using var added = await PagesHost.SendAsync(host.Client, $"{Page}?add={kind}", "add", ("name", "Salle"), ("address", address));
        var page = await added.Content.ReadAsStringAsync();
        page.ShouldContain(said);
        if (address.Length > 0)
            page.ShouldNotContain(address, Case.Sensitive, "it may be somebody's secret");
        (await OutletsAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_forged_form_changes_nothing()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.PostAsync(Page, new FormUrlEncodedContent([new("_handler", "mine"), new("kind", NoticeKind.Weekly), new("language", "fr")]));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static Task<PagesHost> StartAsync(Func<ServeOptions, ServeOptions>? with = null) =>
        PagesHost.StartAtAsync(new HastyClock(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero)), Host, [PagesHost.Visit], with);

    private static async Task<List<NoticeOutlet>> OutletsAsync(PagesHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        return await db.NoticeOutlets.AsNoTracking().ToListAsync();
    }
}
