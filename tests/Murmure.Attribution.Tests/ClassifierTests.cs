using System.Text.Json;
using CsCheck;

namespace Murmure.Attribution.Tests;

/// <summary>The traps of the field, one sentence each, and the whole corpus through the classifier.</summary>
public sealed class ClassifierTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36";
    private const string Phone = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36";
    private static readonly Classifier Classifier = new(Attribution.Catalogue.Load());

    [Theory]
    [InlineData("agents.jsonl")]
    [InlineData("apps.jsonl")]
    [InlineData("referrers.jsonl")]
    [InlineData("campaigns.jsonl")]
    public void Every_row_of_the_corpus_is_classified_as_labelled(string file)
    {
        var misses = new List<string>();
        foreach (var row in CorpusRow.Read(file))
        {
            var answer = Classifier.Classify(new Clues(row.UserAgent, row.Referrer, row.Url, row.RequestedWith, Method: row.Method));
            foreach (var expected in row.Expect.EnumerateObject())
            {
                if (Shown(answer, expected.Name) is var shown && shown != Text(expected.Value))
                    misses.Add($"{row.Id}: {expected.Name} is {shown ?? "null"}, not {Text(expected.Value) ?? "null"}");
            }
        }
        misses.ShouldBeEmpty();
    }

    [Fact]
    public void WhatsApps_own_browser_is_a_person_and_its_fetcher_a_preview()
    {
        Of(Phone + " WA4A/2.26.32.83").ShouldBe(("person", "whatsapp", "readers", "app.mark"));
        Of("WhatsApp/2.24.20.83 A").ShouldBe(("preview", "whatsapp", "readers", "preview.fetcher"));
    }

    [Fact]
    public void Signal_calls_itself_WhatsApp_with_one_number() =>
        Of("WhatsApp/2").ShouldBe(("preview", "signal", "readers", "preview.fetcher"));

    [Fact]
    public void A_preview_by_a_fetcher_that_public_posts_share_has_no_known_sender() =>
        Of("facebookexternalhit/1.1").ShouldBe(("preview", "facebook", "unknown", "preview.fetcher"));

    [Fact]
    public void Mattermosts_agent_is_a_preview_only_when_it_fetches()
    {
        Classifier.Classify(new Clues("Mattermost-Bot/1.1", Method: "GET")).Verdict.ShouldBe(Verdict.Preview);
        Classifier.Classify(new Clues("Mattermost-Bot/1.1", Method: "POST")).Verdict.ShouldBe(Verdict.Automated);
    }

    [Fact]
    public void Nothing_shows_Telegrams_browser_so_nothing_is_claimed()
    {
        var answer = Classifier.Classify(new Clues(Phone));
        answer.Agent.App.ShouldBeNull();
        answer.Origin.Family.ShouldBe(Family.Direct);
        answer.Origin.Grade.ShouldBe(Grade.Unknown);
    }

    [Fact]
    public void A_package_names_the_app_that_scrubbed_its_agent() =>
        Of(Phone, requestedWith: "org.telegram.messenger").ShouldBe(("person", "telegram", "readers", "header.requested-with"));

    [Fact]
    public void A_copied_agent_is_not_believed_against_its_package() =>
        Classifier.Classify(new Clues(Phone + " Instagram 355.1.0.44.103 Android (34/14; 420dpi)", RequestedWith: "com.instapro.app")).Agent.App.ShouldBeNull();

    [Fact]
    public void Messengers_browser_beats_the_redirect_host_it_shares_with_Facebook() =>
        Of(Phone + " [FB_IAB/Orca-Android;FBAV/349.0.0.9.108;]", "https://l.facebook.com/").ShouldBe(("person", "messenger", "readers", "app.mark"));

    [Fact]
    public void In_a_messengers_browser_a_search_is_still_a_search() =>
        Of(Phone + " WA4A/2.26.32.83", "https://www.google.com/").ShouldBe(("person", "google", "unknown", "referrer.host"));

    [Theory]
    [InlineData("android-app://com.slack/")]
    [InlineData("android-app://com.slack")]
    [InlineData("android-app://com.Slack/https/app.slack.com/x")]
    public void An_android_referrer_is_read_with_and_without_slash(string referrer) =>
        Of(Phone, referrer).ShouldBe(("person", "slack", "readers", "referrer.android-app"));

    [Fact]
    public void A_click_id_without_referrer_says_who_and_whether_it_was_paid()
    {
        Read(Chrome, url: "https://s.example/a?gclid=x").ShouldSatisfyAllConditions(
            o => o.Family.ShouldBe(Family.Search), o => o.Channel.ShouldBe("google"), o => o.Paid.ShouldBeTrue());
        Read(Chrome, url: "https://s.example/a?fbclid=x").ShouldSatisfyAllConditions(
            o => o.Family.ShouldBe(Family.Social), o => o.Channel.ShouldBe("facebook"), o => o.Paid.ShouldBeFalse());
    }

    [Fact]
    public void A_click_id_copied_into_a_messenger_is_the_messengers_visit() =>
        Of(Phone + " WA4A/2.26.32.83", url: "https://s.example/a?gclid=x&fbclid=y").ShouldBe(("person", "whatsapp", "readers", "app.mark"));

    [Theory]
    [InlineData("utm_source=whatsapp&utm_medium=social", "whatsapp", Family.Messaging, Sender.Ours)]
    [InlineData("UTM_SOURCE=WhatsApp&utm_medium=share", "whatsapp", Family.Messaging, Sender.Readers)]
    [InlineData("amp;utm_source=signal", "signal", Family.Messaging, Sender.Ours)]
    [InlineData("utm_medium=sms", "sms", Family.Sms, Sender.Ours)]
    [InlineData("utm-source=newsletter&utm-medium=email", "email", Family.Email, Sender.Ours)]
    [InlineData("mtm_source=x&mtm_medium=partage", "x", Family.Social, Sender.Readers)]
    [InlineData("xtor=EPR-1-[newsletter]-20261102", "email", Family.Email, Sender.Ours)]
    [InlineData("utm_source=affiche&utm_medium=qr", "campaign", Family.Campaign, Sender.Ours)]
    [InlineData("utm_source=chatgpt.com", "chatgpt", Family.Ai, Sender.Unknown)]
    [InlineData("utm_source=google&utm_medium=cpc", "google", Family.Search, Sender.Ours)]
    public void A_campaign_tag_is_ours_unless_its_medium_says_that_a_reader_shared(string query, string channel, Family family, Sender sender)
    {
        var origin = Read(Chrome, url: "https://s.example/a?" + query);
        (origin.Family, origin.Sender).ShouldBe((family, sender));
        origin.Channel.ShouldBe(channel);
    }

    [Theory]
    [InlineData("mm=w2", "", "whatsapp", Sender.Readers)]
    [InlineData("mm=w2-k7", "", "whatsapp", Sender.Readers)]
    [InlineData("mm=w2", "https://t.co/", "x", Sender.Unknown)]
    [InlineData("mm=w9", "", "direct", Sender.Unknown)]
    [InlineData("mm=72", "", "direct", Sender.Unknown)] // a channel is letters: numbers are other people's parameters
    [InlineData("mm=hello+world", "", "direct", Sender.Unknown)]
    public void A_share_tag_names_its_channel_unless_the_visit_came_from_a_public_place(string query, string referrer, string channel, Sender sender)
    {
        var origin = Read(Chrome, referrer, "https://s.example/a?" + query);
        (origin.Channel, origin.Sender).ShouldBe((channel, sender));
    }

    [Theory]
    [InlineData("https://semalt.com/x", "spam-referrer")]
    [InlineData("https://cheap-seo-traffic.example/", "spam-referrer")]
    [InlineData("https://x.example/<script>alert(1)</script>", "forged-referrer")]
    [InlineData("() { :;}; /bin/cat", "forged-referrer")]
    [InlineData("https://www.lemonde.fr/", null)]
    public void Spam_and_forged_referrers_are_dropped(string referrer, string? dropped) =>
        Classifier.Classify(new Clues(Chrome, referrer, "https://s.example/a")).Dropped.ShouldBe(dropped);

    [Theory]
    [InlineData("https://walmart.com/", "referral")]
    [InlineData("https://xxt.co/a", "referral")]
    [InlineData("https://google.com@evil.example/", "referral")]
    [InlineData("https://google.com.evil.example/", "referral")]
    [InlineData("https://t.co:443/a", "x")]
    [InlineData("https://T.CO./a", "x")]
    [InlineData("https://93.184.216.34/a", "referral")]
    [InlineData("https://[2606:2800:220:1::1]/a", "referral")]
    [InlineData("about:blank", "direct")]
    [InlineData("/relative?x=1", "direct")]
    [InlineData("xx:", "direct")]
    public void Hosts_are_compared_whole(string referrer, string channel) => Read(Chrome, referrer).Channel.ShouldBe(channel);

    [Fact]
    public void An_address_in_a_referrer_is_kept_as_a_word() =>
        Classifier.ReadReferrer("https://93.184.216.34/a").Host.ShouldBe("ip-address");

    [Fact]
    public void The_sites_own_pages_are_no_origin()
    {
        Read(Chrome, "https://www.s.example/", "https://s.example/a?utm_source=whatsapp").Family.ShouldBe(Family.Internal);
        Read(Chrome, "https://blog.s.example/", "https://s.example/a").Family.ShouldBe(Family.Referral);
    }

    [Fact]
    public void A_mail_gateways_rewritten_link_came_out_of_a_mail() =>
        Of(Chrome, "https://urldefense.com/v3/x").ShouldBe(("person", "email", "unknown", "referrer.mail-gateway"));

    [Fact]
    public void An_unknown_webmail_shows_only_that_it_was_a_mail() =>
        Of(Chrome, "https://webmail.mairie.example/").ShouldBe(("person", "email", "unknown", "referrer.webmail-shape"));

    [Fact]
    public void Nothing_that_an_agent_says_of_a_machine_is_repeated()
    {
        var answer = Classifier.Classify(new Clues("SecretCrawler/1.0 (+mailto:someone@mail.example; 192.0.2.7)"));
        answer.Verdict.ShouldBe(Verdict.Automated);
        $"{answer.Agent} {answer.Reason} {answer.Origin}".ShouldNotContain("someone");
    }

    [Fact]
    public void No_agent_field_is_unknown_and_an_empty_agent_is_a_machine()
    {
        Classifier.ReadAgent(null).Verdict.ShouldBe(Verdict.Unknown);
        Classifier.ReadAgent("").Verdict.ShouldBe(Verdict.Automated);
    }

    [Fact]
    public void Any_text_gets_an_answer_and_always_the_same() =>
        Gen.Select(Gen.String, Gen.String, Gen.String, Gen.String).Sample((agent, referrer, url, package) =>
        {
            var clues = new Clues(agent, referrer, url, package);
            var (first, second) = (Classifier.Classify(clues), Classifier.Classify(clues));
            (first.Verdict, first.Origin, first.Dropped).ShouldBe((second.Verdict, second.Origin, second.Dropped));
        });

    private static Origin Read(string agent, string? referrer = null, string? url = null) =>
        Classifier.Classify(new Clues(agent, referrer, url)).Origin;

    private static (string Verdict, string Channel, string Sender, string Rule) Of(string agent, string? referrer = null, string? url = null, string? requestedWith = null)
    {
        var answer = Classifier.Classify(new Clues(agent, referrer, url, requestedWith));
        return (Name(answer.Verdict), answer.Origin.Channel, Name(answer.Origin.Sender), answer.Origin.Evidence.Rule);
    }

    private static string? Shown(Classification answer, string name) => name switch
    {
        "verdict" => Name(answer.Verdict),
        "automated" => answer.Verdict is Verdict.Preview or Verdict.Automated ? "true" : "false",
        "platform" => answer.Agent.Platform,
        "app" => answer.Verdict == Verdict.Person ? answer.Agent.App : null,
        "family" => Name(answer.Origin.Family),
        "channel" => answer.Origin.Channel,
        "paid" => answer.Origin.Paid ? "true" : "false",
        "grade" => Name(answer.Origin.Grade),
        "sender" => Name(answer.Origin.Sender),
        "dropped" => answer.Dropped,
        "reason" => answer.Reason,
        _ => throw new ArgumentException($"The corpus expects '{name}', which nobody compares.", nameof(name)),
    };

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString().ToLowerInvariant();

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
