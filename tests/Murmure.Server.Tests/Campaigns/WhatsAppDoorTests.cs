using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Connectors;
using Murmure.Server.Connections;
using Murmure.Server.Links;
using Murmure.Server.Tests.Logs;
using Murmure.Storage.Observations;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>WhatsApp's webhook through the server's own door.</summary>
[WholeServer]
public sealed class WhatsAppDoorTests
{
    [Fact]
    public async Task Only_who_knows_the_token_gets_the_challenge_back()
    {
        await using var site = await SendSite.StartAsync();
        var path = $"/webhooks/whatsapp/{site.Connection.Address}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
        using var right = await site.Host.Client.GetAsync(path + "only-we-know-this");
        (right.StatusCode, await right.Content.ReadAsStringAsync(), right.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "1158201444", "text/plain"));
        using var wrong = await site.Host.Client.GetAsync(path + "guess");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var nowhere = await site.Host.Client.GetAsync(path.Replace(site.Connection.Address, "00000000000000000000", StringComparison.Ordinal) + "only-we-know-this");
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var other = await site.Host.Client.GetAsync(path.Replace("/whatsapp/", "/telegram/", StringComparison.Ordinal) + "only-we-know-this");
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Flipped_bits_replays_and_old_events_count_nothing()
    {
        await using var site = await SendSite.StartAsync();
        var told = site.Text("33612345678", "wamid.IN1=", "Bonjour");
        var signature = "sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(SendSite.Secret), System.Text.Encoding.UTF8.GetBytes(told)));
        for (var at = "sha256=".Length; at < signature.Length; at++)
        {
            var flipped = signature.ToCharArray();
            flipped[at] = flipped[at] == '0' ? '1' : '0';
            (await site.TellAsync(told, new string(flipped))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
        (await site.TellAsync(told.Replace("Bonjour", "Bonsoir", StringComparison.Ordinal), signature)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await site.TellAsync(told, "")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await site.TellAsync(told, signature)).ShouldBe((HttpStatusCode.OK, "counted"));
        (await site.TellAsync(told, signature)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        await site.Host.RestartAsync();
        (await site.TellAsync(told, signature)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        site.Host.Clock.Advance(TimeSpan.FromDays(6.5));
        (await site.TellAsync(told, signature)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        // Its key is destroyed, and what is that old is not taken any more.
        site.Host.Clock.Advance(TimeSpan.FromDays(30));
        (await site.TellAsync(told, signature)).ShouldBe((HttpStatusCode.OK, "nothing new"));
        (await site.TellAsync(site.Text("33612345678", "wamid.IN2=", "Bonjour", TimeSpan.FromDays(9)))).ShouldBe((HttpStatusCode.OK, "nothing new"));
        (await site.TellAsync("{")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await CountAsync(site)).ShouldBe("reply 1");
    }

    [Fact]
    public async Task A_conversation_that_begins_with_the_mark_of_a_campaign_of_the_site_is_its_own_and_others_are_just_words()
    {
        await using var site = await SendSite.StartAsync();
        await site.TellAsync(site.Text("33612345678", "wamid.M1=", "#m1 Bonjour, des places"));
        (await site.TellAsync(site.Text("33612345678", "wamid.M1=", "#m1 Bonjour, des places"))).Said.ShouldBe("nothing new");
        await site.TellAsync(site.Text("33687654321", "wamid.M2=", "#M1"));
        await site.TellAsync(site.Text("33687654321", "wamid.M3=", "#m612345678 Bonjour"));
        var counts = await site.Host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(site.Connection.Id, default);
        counts.Select(one => $"{one.Kind} {one.Detail} {one.Amount}").Order(StringComparer.Ordinal).ShouldBe(["conversation 1 2", "reply  1"]);
    }

    [Fact]
    public async Task A_consent_ends_a_refusal_and_one_that_is_told_again_or_late_does_not()
    {
        await using var site = await SendSite.StartAsync();
        var start = site.Text("33612345678", "wamid.START1=", "Start");
        await site.TellAsync(site.Text("33612345678", "wamid.STOP1=", "Stop"));
        (await RefusesAsync(site)).ShouldBeTrue();
        await site.TellAsync(start);
        (await RefusesAsync(site)).ShouldBeFalse();
        await site.TellAsync(site.Text("33612345678", "wamid.STOP2=", "STOP"));
        await site.TellAsync(start);
        (await RefusesAsync(site)).ShouldBeTrue("a copy of the consent is none");
        await site.TellAsync(site.Text("33612345678", "wamid.START2=", "Start", TimeSpan.FromHours(1)));
        (await RefusesAsync(site)).ShouldBeTrue("a consent that came late may have been overtaken");
        await site.Host.RestartAsync();
        (await RefusesAsync(site)).ShouldBeTrue();
        await site.TellAsync(site.Text("33612345678", "wamid.START3=", "Start"));
        (await RefusesAsync(site)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_that_is_told_again_after_its_person_came_back_changes_nothing()
    {
        await using var site = await SendSite.StartAsync();
        var stop = site.Text("33612345678", "wamid.STOP1=", "Stop");
        await site.TellAsync(stop);
        site.Host.Clock.Advance(TimeSpan.FromHours(2));
        await site.TellAsync(site.Text("33612345678", "wamid.START1=", "Start"));
        (await site.TellAsync(stop)).Said.ShouldBe("nothing new");
        await site.Host.RestartAsync();
        (await site.TellAsync(stop)).Said.ShouldBe("nothing new");
        (await RefusesAsync(site)).ShouldBeFalse("it was said before");
        await site.TellAsync(site.Text("33612345678", "wamid.STOP2=", "Stop"));
        (await RefusesAsync(site)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_number_of_the_account_is_told_of_at_the_first_ones_address()
    {
        await using var site = await SendSite.StartAsync();
        var (second, field, problem) = await site.Host.Services.GetRequiredService<ConnectionBook>().KeepAsync(
            SendSite.SiteOf(site.Host), Maker.Of(site.Caller), null, new ConnectionRequest("whatsapp", "Autre numéro", "whatsapp", SendSite.Settings(("phone-number-id", "998877665544")), SendSite.Root), default);
        (await site.TellAsync(site.Status("wamid.OF-SECOND=", "delivered").Replace(SendSite.Number, "998877665544", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);
        await site.TellAsync(site.Status("wamid.OF-FIRST=", "read"));
        async Task<string> CountsAsync(long connection) => string.Join(", ", (await site.Host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(connection, default)).Select(one => $"{one.Kind} {one.Amount}").Order(StringComparer.Ordinal));
        (await CountsAsync(second.ShouldNotBeNull(field + problem).Id)).ShouldBe("delivered 1");
        (await CountsAsync(site.Connection.Id)).ShouldBe("delivered 1, read 1");
    }

    [Fact]
    public async Task A_reaction_that_is_changed_stands_once_and_one_that_is_taken_back_not_at_all()
    {
        await using var site = await SendSite.StartAsync();
        string Reacts(string id, string emoji) => site.Change("messages", $$"""
            "from":"33612345678","id":"{{id}}","type":"reaction","reaction":{"message_id":"wamid.OUT1=","emoji":"{{emoji}}"}
            """);
        foreach (var (id, emoji, counts) in new[]
                 {
                     ("wamid.R1=", "👍", "reaction 1"), ("wamid.R1=", "👍", "reaction 1"), ("wamid.R2=", "👍🏽", "reaction 0, reaction 1"), ("wamid.R3=", "", "reaction 0, reaction 0"), ("wamid.R4=", "👍", "reaction 1, reaction 0"),
                 })
        {
            (await site.TellAsync(Reacts(id, emoji))).Status.ShouldBe(HttpStatusCode.OK);
            (await CountAsync(site)).ShouldBe(counts, id);
        }
        await site.Host.RestartAsync();
        site.Host.Clock.Advance(TimeSpan.FromDays(6));
        await site.TellAsync(Reacts("wamid.R5=", ""));
        (await CountAsync(site)).ShouldBe("reaction 0, reaction 0");
    }

    [Fact]
    public async Task Every_payload_that_was_collected_is_accepted_through_the_door()
    {
        var folder = Path.GetDirectoryName(SharedData.Path("webhooks/whatsapp/message__text.json"))!;
        await using var site = await SendSite.StartAsync();
        foreach (var file in Directory.GetFiles(folder, "*.json"))
            (await site.TellAsync(await File.ReadAllTextAsync(file))).Status.ShouldBe(HttpStatusCode.OK, Path.GetFileName(file));
    }

    private static Task<bool> RefusesAsync(SendSite site) => site.Host.Services.GetRequiredService<Refusals>().HasAsync(SendSite.SiteOf(site.Host), new Person("+33612345678"), default);

    private static async Task<string> CountAsync(SendSite site) => string.Join(", ", (await site.Host.Services.GetRequiredService<ObservationFile>().OfConnectionAsync(site.Connection.Id, default)).Select(one => $"{one.Kind} {one.Amount}"));
}
