using System.Net;
using System.Text.RegularExpressions;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Connections;

/// <summary>Links and codes that open a conversation where nothing is connected: a telephone's WhatsApp, a page on Messenger.</summary>
[WholeServer]
public sealed partial class ManualPlaceTests
{
    private const string Site = "www.example.org";
    private const string Connections = "/app/sites/" + Site + "/connections";

    [Fact]
    public async Task A_page_on_Messenger_gives_a_link_with_the_campaigns_mark_and_its_code()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var campaign = await PagesHost.SendAsync(host.Client, $"/app/sites/{Site}/campaigns/new", "keep", ("name", "Concert"));
        using var added = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Page"), ("channel", "messenger"), ("page", "le.courrier"));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        (await host.Client.GetStringAsync(Connections + "/1")).ShouldContain(Connections + "/1/conversation");
        (await ReadAsync(host, "/1/conversation")).ShouldContain("data-copy=\"https://m.me/le.courrier\"");
        var page = await ReadAsync(host, "/1/conversation?campaign=1");
        page.ShouldContain("data-copy=\"https://m.me/le.courrier?ref=m1\"");
        page.ShouldContain("The link’s “ref” says m1");
        page.ShouldNotContain("name=\"text\"", Case.Sensitive, "Messenger fills nothing in");
        page.ShouldNotContain("Conversations begun", Case.Sensitive, "nobody tells us of them");
        (await host.Client.GetStringAsync(Code().Match(page).Groups["src"].Value)).ShouldStartWith("<svg");
        (await ReadAsync(host, "/1/conversation?campaign=1&lang=fr")).ShouldContain("Qui suit le lien ou scanne le code écrit à votre page sur Messenger.");
        using var png = await host.Client.GetAsync(Connections + "/1/conversation.png?campaign=1");
        png.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
    }

    [Fact]
    public async Task A_telephones_number_gives_a_link_to_WhatsApp_without_any_API()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var campaign = await PagesHost.SendAsync(host.Client, $"/app/sites/{Site}/campaigns/new", "keep", ("name", "Concert"));
        using var added = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Téléphone"), ("channel", "whatsapp"), ("phone-number", "+33100000000"));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        var page = await ReadAsync(host, "/1/conversation?campaign=1&text=Bonjour");
        page.ShouldContain("data-copy=\"https://wa.me/33100000000?text=%23m1%20Bonjour\"");
        page.ShouldContain("you see on your telephone what the conversation came of");
        (await host.Client.GetStringAsync(Code().Match(page).Groups["src"].Value)).ShouldStartWith("<svg");
    }

    [Theory]
    [InlineData("messenger", "page", "a page", "This does not look like what the service gives.")]
    [InlineData("messenger", "page", "x/../y", "This does not look like what the service gives.")]
    [InlineData("messenger", "page", "https://m.me/x", "This does not look like what the service gives.")]
    [InlineData("whatsapp", "phone-number", "0612345678", "This does not look like what the service gives.")]
    [InlineData("signal", "page", "le.courrier", "This belongs to another channel than the one that you chose.")]
    [InlineData("messenger", "phone-number", "+33100000000", "This belongs to another channel than the one that you chose.")]
    public async Task What_is_no_page_or_number_or_of_another_channel_is_said_at_its_place(string channel, string field, string value, string said)
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var added = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Ours"), ("channel", channel), (field, value));
        WebUtility.HtmlDecode(await added.Content.ReadAsStringAsync()).ShouldContain(said);
        (await host.Client.GetStringAsync(Connections)).ShouldContain("Nothing is connected yet.");
    }

    [Fact]
    public async Task Without_a_page_or_number_the_page_says_what_is_missing_and_strangers_find_nothing()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var added = await PagesHost.SendAsync(host.Client, Connections + "/new?kind=manual", "keep", ("name", "Groupe"), ("channel", "signal"));
        (await host.Client.GetStringAsync(Connections + "/1")).ShouldNotContain("/conversation");
        (await ReadAsync(host, "/1/conversation")).ShouldContain("Enter your phone number or your page’s name");
        (await host.Client.GetAsync(Connections + "/1/conversation.svg?campaign=1")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var stranger = await host.JoinAsync("eve@gazette.example", "owner", "La Gazette");
        (await stranger.GetAsync(Connections + "/1/conversation")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> ReadAsync(PagesHost host, string below) => WebUtility.HtmlDecode(await host.Client.GetStringAsync(Connections + below));

    [GeneratedRegex("class=\"qr-shown\" src=\"(?<src>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
