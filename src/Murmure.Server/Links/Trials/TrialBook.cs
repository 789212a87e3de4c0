using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links;

/// <summary>The trials under way. What a request shows is read as any click's is, and what it was is noted.</summary>
internal sealed class TrialBook(Classifier classifier, TimeProvider clock)
{
    private const int MostOfOne = 20;
    private const int TokenLength = 16;

    private readonly ConcurrentDictionary<string, Trial> trials = new(StringComparer.Ordinal);

    public Trial Make(long organisation)
    {
        foreach (var old in trials.Values.Where(trial => trial.Organisation == organisation).OrderByDescending(trial => trial.Made).Skip(MostOfOne - 1))
            trials.TryRemove(old.Token, out _);
        var trial = new Trial(Slug.Random(TokenLength), organisation, clock.GetUtcNow().UtcDateTime);
        trials[trial.Token] = trial;
        return trial;
    }

    public Trial? Find(string token) => trials.GetValueOrDefault(token) is { } trial && clock.GetUtcNow().UtcDateTime < trial.Made + Trial.Memory ? trial : null;

    /// <summary>Notes a request for a trial's link; false when the link is over.</summary>
    public bool Note(Trial trial, HttpContext http)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now >= trial.Until)
            return false;
        var headers = http.Request.Headers;
        trial.Add(Read(
            new Clues(
                headers.UserAgent.ToString(), headers.Referer.ToString(), null, headers["X-Requested-With"].ToString(), headers["Sec-Fetch-Site"].ToString(), http.Request.Method, SiteHost: http.Request.Host.Host),
            now, recorded: false));
        return true;
    }

    /// <summary>Plays a record of what happens when a link goes through WhatsApp: for a server that no telephone can reach.</summary>
    public void Replay(Trial trial)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var (after, clues) in Record)
            trial.Add(Read(clues, now + after, recorded: true));
    }

    public void Sweep()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var (token, trial) in trials)
        {
            if (now >= trial.Made + Trial.Memory)
                trials.TryRemove(token, out _);
        }
    }

    // As telephones sent them: the sender's WhatsApp on an iPhone, then the receiver's in-app browser on Android.
    private static readonly (TimeSpan After, Clues Clues)[] Record =
    [
        (TimeSpan.Zero, new Clues("WhatsApp/2.23.18.78 i", "", Method: "GET")),
        (TimeSpan.FromSeconds(12), new Clues(
            "Mozilla/5.0 (Linux; Android 15; Pixel 8 Build/AP4A.250205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.7390.122 Mobile Safari/537.36 WA4A/2.26.32.83", "",
            SecFetchSite: "none", Method: "GET")),
    ];

    private TrialStep Read(in Clues clues, DateTime time, bool recorded)
    {
        var found = classifier.Classify(clues);
        // What is left when nobody looks at the agent.
        var elsewhere = classifier.Classify(new Clues(Referrer: clues.Referrer, SiteHost: clues.SiteHost)).Origin;
        var fetched = found.Verdict is Verdict.Preview or Verdict.Automated;
        var who = fetched ? found.Agent.Fetcher?.Name ?? found.Agent.Platform ?? "" : found.Origin.Source ?? "";
        return new TrialStep(time, found.Verdict, who, fetched ? found.Agent.Evidence : found.Origin.Evidence, elsewhere.Family, elsewhere.Source ?? "", recorded);
    }
}

/// <summary>PRIVACY: forgets trials when their time is over.</summary>
internal sealed class TrialSweep(TrialBook trials, TimeProvider clock) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        TimeSpan.FromMinutes(1), clock, _ =>
        {
            trials.Sweep();
            return Task.CompletedTask;
        }, stoppingToken);
}
