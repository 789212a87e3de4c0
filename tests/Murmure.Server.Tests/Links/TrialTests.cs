using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Links;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Links;

[WholeServer]
public sealed class TrialTests
{
    private const string InWhatsApp = "Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP4A.250205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.7390.122 Mobile Safari/537.36 WA4A/2.26.32.83";

    [Fact]
    public async Task Preview_and_click_are_told_with_their_proof_and_with_what_others_would_say()
    {
        await using var site = await LinkSite.StartAsync();
        var trial = Trials(site).Make(1);
        using (var card = await site.GetAsync("/-/try/" + trial.Token, agent: "WhatsApp/2.24.20.83 A"))
            (await card.Content.ReadAsStringAsync()).ShouldContain("og:title");
        site.Host.Clock.Advance(TimeSpan.FromSeconds(12));
        (await site.GetAsync("/-/try/" + trial.Token, agent: InWhatsApp)).StatusCode.ShouldBe(HttpStatusCode.OK);
        trial.Steps.Select(step => (step.Verdict.ToString(), step.Who, step.Proof.Rule, step.Elsewhere.ToString())).ShouldBe(
            [("Preview", "WhatsApp", "preview.fetcher", "Direct"), ("Person", "WhatsApp", "app.mark", "Direct")]);
        (trial.Steps[1].Time - trial.Steps[0].Time).ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task A_trial_counts_nowhere_is_over_in_a_quarter_of_an_hour_and_forgotten_within_the_hour()
    {
        await using var site = await LinkSite.StartAsync();
        var trial = Trials(site).Make(1);
        (await site.GetAsync("/-/try/" + trial.Token, agent: InWhatsApp)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await site.Host.EventsAsync()).ShouldBeEmpty();
        (await site.Host.CountAsync(Metric.MachineHits)).ShouldBe(0);
        site.Host.Clock.Advance(TimeSpan.FromMinutes(15));
        (await site.GetAsync("/-/try/" + trial.Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        trial.Steps.Count.ShouldBe(1);
        site.Host.Clock.Advance(TimeSpan.FromMinutes(44));
        Trials(site).Find(trial.Token).ShouldBeNull();
        await site.Host.StopAsync();
        foreach (var file in Directory.EnumerateFiles(site.Host.Folder, "*", SearchOption.AllDirectories))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(trial.Token);
        await site.Host.StartAgainAsync();
    }

    [Fact]
    public async Task An_unknown_trial_is_not_there()
    {
        await using var site = await LinkSite.StartAsync();
        (await site.GetAsync("/-/try/bcdfghjkmnpqrstv")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void A_replay_shows_the_recorded_chain()
    {
        var trials = new TrialBook(new Murmure.Attribution.Classifier(Murmure.Attribution.Catalogue.Load()), TimeProvider.System);
        var trial = trials.Make(1);
        trials.Replay(trial);
        trial.Steps.Select(step => (step.Verdict.ToString(), step.Who, step.Recorded)).ShouldBe([("Preview", "WhatsApp", true), ("Person", "WhatsApp", true)]);
    }

    private static TrialBook Trials(LinkSite site) => site.Host.Services.GetRequiredService<TrialBook>();
}
