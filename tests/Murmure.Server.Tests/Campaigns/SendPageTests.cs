using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors.Tests.WhatsApp;
using Murmure.Server.Links;
using Murmure.Server.Accounts;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Connections;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>The page of a send, and codes that open a conversation.</summary>
[WholeServer]
public sealed class SendPageTests
{
    private const string Site = "mine.example";
    private const string Page = "/app/sites/mine.example/campaigns/1/posts/1/send";

    [Theory]
    [InlineData("en", "2 numbers were taken", "Under way")]
    [InlineData("fr", "2 numéros ont été retenus", "En cours")]
    public async Task A_member_hands_in_a_list_begins_halts_and_cancels(string language, string taken, string going)
    {
        await using var graph = await GraphServer.StartAsync();
        await using var host = await PagesHost.StartAtAsync(TimeProvider.System, Site, [PagesHost.Visit], options => options with { Connectors = graph.Options() });
        await PrepareAsync(host);
        host.Client.DefaultRequestHeaders.Remove("Accept-Language");
        host.Client.DefaultRequestHeaders.Add("Accept-Language", language);
        (await UploadAsync(host, "name;phone\nChantal;+33612345678\nPaul;+33687654321\nEve;0612345678\n")).ShouldContain(taken);
        (await PressAsync(host, "start")).ShouldContain(going);
        (await PressAsync(host, "halt")).ShouldNotContain(going);
        (await PressAsync(host, "cancel")).ShouldNotContain("name=\"_handler\" value=\"start\"");
        Directory.EnumerateFiles(Path.Combine(host.Folder, "sends"), "*.list").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("phone\n0612345678", "yes", "There is no number")]
    [InlineData("phone\n+33612345678", "", "Without everybody")]
    [InlineData("", "yes", "The file is empty")]
    public async Task What_is_wrong_with_a_list_is_said_without_a_word_of_what_is_in_it(string file, string agreed, string said)
    {
        await using var host = await PagesHost.StartAsync(Site);
        await PrepareAsync(host);
        var html = await UploadAsync(host, file, agreed);
        html.ShouldContain(said);
        html.ShouldNotContain("612345678");
    }

    [Fact]
    public async Task A_forged_cut_or_endless_form_hands_in_nothing_and_a_stranger_finds_nothing()
    {
        await using var host = await PagesHost.StartAsync(Site);
        await PrepareAsync(host);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (await stranger.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var theirs = await stranger.PostAsync(Page.Replace("/send", "/recipients", StringComparison.Ordinal), new MultipartFormDataContent { { new StringContent("x"), "file", "a.csv" } });
        theirs.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var viewer = await host.JoinAsync("bo@courrier.example", "viewer", "courrier.example");
        (await viewer.GetAsync(Page)).StatusCode.ShouldNotBe(HttpStatusCode.OK);
        (await host.Client.GetAsync(Page.Replace("campaigns/1", "campaigns/2", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var (content, said) in new (HttpContent, string)[]
        {
            (new MultipartFormDataContent { { new StringContent("yes"), "opt-in" }, { new StringContent("+33612345678"), "file", "a.csv" } }, "unreadable"),
            (new StringContent("file=1"), "unreadable"),
            (new ByteArrayContent(new byte[9 * 1024 * 1024]), "large"),
        })
        {
            using var answer = await host.Client.PostAsync(Page.Replace("/send", "/recipients", StringComparison.Ordinal), content);
            answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            answer.Headers.Location!.ToString().ShouldEndWith("?error=send.list." + said);
        }
        host.Services.GetRequiredService<SendBook>().StateOf(1).ShouldBeNull();
    }

    [Theory]
    [InlineData("credentials 190", "What stopped it: The token or key is wrong, or was withdrawn: make a new one there and enter it here. (code 190)", "Ce qui l’a arrêté\u00A0: Le jeton ou la clé est faux")]
    [InlineData("cut-off", "What stopped it: The list was destroyed before everybody had been written to.", "La liste a été détruite")]
    public async Task What_stopped_a_send_is_said_in_words(string answer, string english, string french)
    {
        await using var host = await PagesHost.StartAsync(Site);
        await PrepareAsync(host);
        await UploadAsync(host, "phone\n+33612345678");
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync())
        {
            (await db.Posts.SingleAsync()).Answer = answer;
            await db.SaveChangesAsync();
        }
        WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page)).ShouldContain(english);
        var page = WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page + "?lang=fr"));
        page.ShouldContain(french);
        page.ShouldNotContain(answer);
    }

    [Fact]
    public async Task A_code_opens_a_conversation_with_its_first_words()
    {
        await using var host = await PagesHost.StartAsync(Site);
        await PrepareAsync(host);
        const string Codes = "/app/sites/mine.example/connections/1/conversation";
        (await host.Client.GetStringAsync(Codes + ".svg?text=Bonjour")).ShouldStartWith("<svg");
        using var png = await host.Client.GetAsync(Codes + ".png?text=Bonjour%20%26%20plus");
        png.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await host.Client.GetAsync(Codes + ".png?text=" + new string('x', 3000))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync(Codes + ".png?dark=red")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync(Codes.Replace("/1/", "/9/", StringComparison.Ordinal) + ".png")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A connection, a campaign and a post of the site, each the first of its kind.</summary>
    internal static async Task PrepareAsync(PagesHost host, string named = Site)
    {
        var site = host.Services.GetRequiredService<SiteDirectory>().All.Single(one => one.Host == named);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var account = await db.Users.FirstAsync(user => user.Email == PagesHost.Owner);
        var caller = new Caller(account.Id, PagesHost.Owner, site.Organisation!.Value, "", Role.Owner, [(site.Organisation.Value, "")]);
        var values = SendSite.Settings(("phone-number", "+33100000000"), ("rate", "1"), ("tier", "1"));
        (await host.Services.GetRequiredService<ConnectionBook>().KeepAsync(site, Maker.Of(caller), null, new ConnectionRequest("whatsapp", "WhatsApp", "whatsapp", values, "https://stats.courrier.example"), default)).Problem.ShouldBe("");
        db.Campaigns.Add(new Campaign { SiteId = site.Id.Value, Name = "Concert", Posts = [new Post { ConnectionId = 1, Channel = "whatsapp", Variant = "whatsapp", Details = new() { ["template"] = "evening_letter", ["language"] = "fr" } }] });
        await db.SaveChangesAsync();
    }

    internal static async Task<string> UploadAsync(PagesHost host, string file, string agreed = "yes")
    {
        var token = await PagesTests.TokenAsync(host.Client, Page);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new StringContent(""), "column" }, { new StringContent(agreed), "opt-in" }, { new StringContent(file), "file", "people.csv" },
        };
        using var answer = await host.Client.PostAsync(Page.Replace("/send", "/recipients", StringComparison.Ordinal), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return WebUtility.HtmlDecode(await host.Client.GetStringAsync(answer.Headers.Location));
    }

    private static async Task<string> PressAsync(PagesHost host, string form)
    {
        using var answer = await PagesHost.SendAsync(host.Client, Page, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return WebUtility.HtmlDecode(await host.Client.GetStringAsync(Page));
    }
}
