using System.Net;
using Murmure.Server.Tests.Dashboard;
using QRCoder;
using static Murmure.Server.Tests.Links.LinkPagesTests;

namespace Murmure.Server.Tests.Links;

/// <summary>The pages of a link that add and remove rows without a script: each press of a button is a page.</summary>
[WholeServer]
public sealed class LinkEditorsTests
{
    [Fact]
    public async Task Rules_are_added_moved_taken_away_and_saved_without_script()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (await ReadAsync(host, path + "/rules", "rules", ("press", "add"))).ShouldContain("name=\"if-0-0-kind\"");
        var two = await ReadAsync(host, path + "/rules", "rules", ("press", "up-1"),
            ("if-0-0-kind", "device"), ("if-0-0-value", "mobile"), ("to-0", "https://mine.example/mobile"),
            ("if-1-0-kind", "query"), ("if-1-0-value", "ref=poster"), ("to-1", "70 https://mine.example/x\n30 https://mine.example/y"));
        two.IndexOf("ref=poster", StringComparison.Ordinal).ShouldBeLessThan(two.IndexOf("https://mine.example/mobile", StringComparison.Ordinal));
        (await ReadAsync(host, path + "/rules", "rules", ("press", "save"), ("if-0-0-kind", "hours"), ("if-0-0-value", "late"), ("to-0", "https://mine.example/"))).ShouldContain("Look at rule 1.");
        (await ReadAsync(host, path + "/rules", "rules", ("press", "save"), ("if-0-0-kind", "country"), ("if-0-0-value", "FR"), ("to-0", "javascript:x"))).ShouldContain("runs scripts");
        (await SendAsync(host.Client, path + "/rules", "rules", ("press", "save"),
            ("if-0-0-kind", "query"), ("if-0-0-value", "ref=poster"), ("to-0", "70 https://mine.example/x\n30 https://mine.example/x"),
            ("if-1-0-kind", "weekdays"), ("if-1-0-value", "1-5, 6, 7"), ("if-1-1-kind", "hours"), ("if-1-1-value", "0-24"), ("if-1-2-kind", "from"), ("if-1-2-value", "2026-01-01"), ("to-1", "https://mine.example/always"))).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/a?ref=poster")).Headers.Location!.ToString().ShouldStartWith("https://mine.example/x");
        (await host.Client.GetAsync("/a")).Headers.Location!.ToString().ShouldBe("https://mine.example/always");
        var kept = WebUtility.HtmlDecode(await host.Client.GetStringAsync(path + "/rules"));
        kept.ShouldContain("70 https://mine.example/x\n30 https://mine.example/x");
        kept.ShouldContain("value=\"1, 2, 3, 4, 5, 6, 7\"");
        (await ReadAsync(host, path + "/rules", "rules", ("press", "remove-0"), ("to-0", "https://mine.example/x"))).ShouldContain("No rules");
        (await ReadAsync(host, path + "/rules", "rules", ("press", "remove-0-0"), ("if-0-0-kind", "ip"), ("if-0-0-value", "203.0.113.7"), ("to-0", "https://mine.example/"))).ShouldNotContain("203.0.113.7");
        (await SendAsync(host.Client, path + "/rules", "rules", ("press", "save"))).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/a")).Headers.Location!.ToString().ShouldBe("https://mine.example/a");
    }

    [Fact]
    public async Task A_card_has_common_words_and_others_for_an_app()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (await ReadAsync(host, path + "/card", "card", ("press", "add"), ("channel", "telegram"), ("channel-0", ""), ("title-0", "Common"), ("description-0", ""), ("image-0", ""))).ShouldContain("name=\"title-1\"");
        (await ReadAsync(host, path + "/card", "card", ("press", "save"), ("title-0", "T"), ("image-0", "http://mine.example/i.png"))).ShouldContain("an image by https");
        (await SendAsync(host.Client, path + "/card", "card", ("press", "save"), ("title-0", "Common"), ("description-0", "Words"), ("image-0", "https://mine.example/i.png"), ("channel-1", "telegram"), ("title-1", "For Telegram"))).ShouldBe(HttpStatusCode.Redirect);
        (await CardAsync(host, "WhatsApp/2.24.20.83 A")).ShouldContain("content=\"Common\"");
        (await CardAsync(host, "TelegramBot (like TwitterBot)")).ShouldContain("content=\"For Telegram\"");
        (await SendAsync(host.Client, path + "/card", "card", ("press", "save"), ("title-0", ""))).ShouldBe(HttpStatusCode.Redirect);
        (await CardAsync(host, "WhatsApp/2.24.20.83 A")).ShouldBeEmpty("the destination's own card again");
    }

    [Fact]
    public async Task Rules_that_are_typed_send_a_made_up_visitor_where_a_redirect_would_and_change_nothing()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (string, string)[] rules =
        [
            ("press", "show"), ("if-0-0-kind", "country"), ("if-0-0-value", "FR"), ("if-0-1-kind", "device"), ("if-0-1-value", "ios"), ("to-0", "https://mine.example/france"),
            ("if-1-0-kind", "lang"), ("if-1-0-value", "de"), ("to-1", "30 https://mine.example/x\n10 https://mine.example/y"), ("if-2-0-kind", "query"), ("if-2-0-value", "ref=poster"), ("to-2", "https://mine.example/poster"),
            ("if-3-0-kind", "weekdays"), ("if-3-0-value", "7"), ("if-3-1-kind", "hours"), ("if-3-1-value", "18-22"), ("to-3", "https://mine.example/sunday"),
        ];
        async Task<string> GoesAsync(params (string, string)[] who)
        {
            var shown = await ReadAsync(host, path + "/rules", "rules", [.. rules, .. who]);
            var at = shown.IndexOf("id=\"goes\"", StringComparison.Ordinal);
            return shown[at..shown.IndexOf("</section>", at, StringComparison.Ordinal)];
        }
        var french = await GoesAsync(("who-country", "fr"), ("who-device", "iphone"));
        french.ShouldContain("<bdi>https://mine.example/france</bdi>");
        french.ShouldContain("Rule 1 decides.");
        french.ShouldContain("Not looked at: a rule before it decides.");
        var german = await GoesAsync(("who-country", "FR"), ("who-device", "windows"), ("who-language", "de-AT"));
        german.ShouldContain("Does not fit: Device or system.");
        german.ShouldContain("75\u202f% <bdi>https://mine.example/x</bdi>");
        german.ShouldContain("25\u202f% <bdi>https://mine.example/y</bdi>");
        (await GoesAsync(("who-query", "?ref=poster"))).ShouldContain("<bdi>https://mine.example/poster?ref=poster</bdi>", customMessage: "what follows the short address goes along");
        (await GoesAsync(("who-day", "2026-11-29"), ("who-hour", "21"))).ShouldContain("<bdi>https://mine.example/sunday</bdi>");
        (await GoesAsync(("who-day", "2026-11-29"), ("who-hour", "22"))).ShouldContain("Does not fit: Hours.");
        (await GoesAsync(("who-day", "2026-11-30"), ("who-hour", "21"))).ShouldContain("No rule fits: it is the link’s destination.");
        (await GoesAsync(("if-4-0-kind", "hours"), ("if-4-0-value", "late"), ("to-4", "https://mine.example/"))).ShouldContain("Look at rule 5.");
        (await host.Client.GetAsync("/a?ref=poster")).Headers.Location!.ToString().ShouldBe("https://mine.example/a?ref=poster", "nothing was saved");
        // The address of a network is asked for where a rule asks for it.
        (await host.Client.GetStringAsync(path + "/rules")).ShouldNotContain("who-address");
        var page = await ReadAsync(host, path + "/rules", "rules", ("press", "show"), ("if-0-0-kind", "ip"), ("if-0-0-value", "203.0.113.0/24"), ("to-0", "https://mine.example/office"), ("who-address", "203.0.113.7"));
        page.ShouldContain("<bdi>https://mine.example/office</bdi>");
        page.ShouldContain("/app/links/preview?url=" + Uri.EscapeDataString(new Uri(host.Address, "/a").ToString()));
    }

    [Fact]
    public async Task A_link_that_is_out_of_service_on_the_day_says_so_beside_its_rules()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"), ("validUntil", "2026-12-24T12:00"));
        (await ReadAsync(host, path + "/rules", "rules", ("press", "show"), ("who-day", "2026-12-25"), ("who-hour", "9"))).ShouldContain("out of service");
        (await ReadAsync(host, path + "/rules", "rules", ("press", "show"), ("who-day", "2026-12-24"), ("who-hour", "9"))).ShouldNotContain("out of service");
    }

    [Fact]
    public async Task Words_that_are_typed_are_drawn_as_messengers_would_and_the_picture_is_asked_for_by_a_button()
    {
        using var elsewhere = new Receiver();
        elsewhere.Pages["/i.png"] = ("image/png", "picture");
        elsewhere.Pages["/story"] = ("text/html", "<title>The story itself</title>");
        await using var host = await PagesHost.StartAsync(options => options with { AllowLocalChecks = true }, "mine.example");
        var path = await MakeAsync(host, ("url", elsewhere.Root + "/story"), ("slug", "a"));
        (await host.Client.GetStringAsync(path + "/card")).ShouldContain("apps show the destination");
        (string, string)[] words = [("title-0", "Common"), ("description-0", "Words"), ("image-0", elsewhere.Root + "/i.png"), ("channel-1", "telegram"), ("title-1", "For Telegram")];
        var typing = await ReadAsync(host, path + "/card", "card", [("press", "typing"), .. words]);
        typing.ShouldContain("<p class=\"title\">Common</p>");
        typing.ShouldContain("<p class=\"title\">For Telegram</p>");
        typing.ShouldContain("fetches the picture");
        elsewhere.Connections.ShouldBe(0, "half an address is asked for by nobody");
        var shown = await ReadAsync(host, path + "/card", "card", [("press", "show"), .. words]);
        shown.ShouldContain("href=\"data:image/png;base64,");
        shown.ShouldContain("The picture is not by https");
        (await ReadAsync(host, path + "/card", "card", [("press", "typing"), .. words, ("title-0", "Other")])).ShouldContain("data:image/png;base64,", customMessage: "what was fetched just before is drawn on");
        elsewhere.Connections.ShouldBe(1);
        (await ReadAsync(host, path + "/card", "card", ("press", "show"), ("title-0", ""))).ShouldContain("<p class=\"title\">The story itself</p>");
        (await CardAsync(host, "WhatsApp/2.24.20.83 A")).ShouldBeEmpty("nothing was saved");
    }

    [Fact]
    public async Task Tags_are_kept_under_a_name_for_the_organisation_alone_and_filled_in_again()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (string, string)[] tags = [("source", "{channel}"), ("medium", "share"), ("campaign", "autumn"), ("content", "{placement}")];
        (await ReadAsync(host, path + "/utm", "utm", [("press", "keep"), ("name", "Autumn"), .. tags])).ShouldContain(">Autumn<");
        (await ReadAsync(host, path + "/utm", "utm", ("press", "keep"), ("name", "Bad"), ("source", "{who}"))).ShouldContain("no other placeholders");
        var filled = await ReadAsync(host, path + "/utm", "utm", ("press", "fill"), ("template", "1"));
        filled.ShouldContain("https://mine.example/a?utm_source=whatsapp&utm_medium=share&utm_campaign=autumn&utm_content=whatsapp");
        (await host.Client.GetAsync("/a~w")).Headers.Location!.Query.ShouldBeEmpty("nothing was saved yet");
        (await SendAsync(host.Client, path + "/utm", "utm", [("press", "save"), .. tags])).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/a~w")).Headers.Location!.Query.ShouldBe("?utm_source=whatsapp&utm_medium=share&utm_campaign=autumn&utm_content=whatsapp");
        (await SendAsync(host.Client, path + "/utm", "remove-1")).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync(path + "/utm")).ShouldNotContain(">Autumn<");
        var log = await host.Client.GetStringAsync("/app/audit");
        log.ShouldContain("UTM template kept");
        log.ShouldContain("UTM template removed");
    }

    [Fact]
    public async Task A_code_comes_in_the_look_that_was_asked_for_and_with_the_organisation_s_logo()
    {
        await using var host = await PagesHost.StartAsync("mine.example");
        var path = await MakeAsync(host, ("url", "https://mine.example/a"), ("slug", "a"));
        (await host.Client.GetStringAsync(path + "/qr?dark=%23ffff00")).ShouldContain("Readers would not read this");
        (await host.Client.GetAsync(path + "/qr.svg?dark=%23ffff00")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.GetAsync(path + "/qr.svg?key=nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Client.GetStringAsync(path + "/qr?mm=12&level=H")).ShouldContain("below 0.4 mm many telephones fail");
        (await host.Client.GetStringAsync(path + "/qr.svg?mm=30&dark=%230d6b5e&key=w")).ShouldContain("width=\"30mm\"");
        (await UploadAsync(host, path, "<svg/>"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Client.GetStringAsync(path + "/qr.svg?logo=yes")).ShouldNotContain("data:image/png");
        (await UploadAsync(host, path, new PngByteQRCode(QRCodeGenerator.GenerateQrCode("logo", QRCodeGenerator.ECCLevel.L)).GetGraphic(4))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync(path + "/qr.svg?logo=yes")).ShouldContain("data:image/png");
        using var png = await host.Client.GetAsync(path + "/qr.png?logo=yes");
        (png.Content.Headers.ContentType!.MediaType, png.Content.Headers.ContentDisposition!.FileName).ShouldBe(("image/png", "qr-a.png"));
        (await SendAsync(host.Client, path + "/qr", "no-logo")).ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetStringAsync(path + "/qr.svg?logo=yes")).ShouldNotContain("data:image/png");
    }

    private static async Task<string> ReadAsync(PagesHost host, string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PagesHost.SendAsync(host.Client, page, form, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> UploadAsync(PagesHost host, string path, byte[] file)
    {
        var token = await PagesTests.TokenAsync(host.Client, path + "/qr");
        return await host.Client.PostAsync(path + "/qr", new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("logo"), "_handler" }, { new ByteArrayContent(file), "file", "logo.png" },
        });
    }

    private static async Task<string> CardAsync(PagesHost host, string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a");
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var client = host.Browser();
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
