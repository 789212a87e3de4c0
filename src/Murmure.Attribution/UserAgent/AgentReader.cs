
namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Reads an agent once. The order is the rule: fetchers before everything (their agents borrow each other's words), named machines before
/// the apps that some of them dress up as, in-app browsers before the words and shapes that would take them for machines, shapes last.
/// </summary>
internal sealed class AgentReader(Catalogue catalogue)
{
    private readonly MachineTable machines = new();
    private readonly BrowserTable browsers = new();

    /// <summary>Longer agents are cut: no browser sends one, and a hostile one should not cost more than a real one.</summary>
    private const int LongestRead = 1024;

    /// <summary>No agent in the record at all, as in a Common log: nothing can be said.</summary>
    public static readonly AgentReading Absent = new() { Verdict = Verdict.Unknown, Evidence = new Evidence("agent.absent", null) };

    private static readonly AgentReading Empty = new()
    {
        // Every browser of people sends an agent; what sends an empty one is a script.
        Verdict = Verdict.Automated, Reason = "no-agent", Evidence = new Evidence("agent.empty", null),
    };

    public AgentReading Read(string? agent) => agent switch
    {
        null => Absent,
        _ when string.IsNullOrWhiteSpace(agent) || agent == "-" => Empty,
        { Length: > LongestRead } => Read(agent[..LongestRead]),
        _ => ReadFetcher(agent) ?? ReadMachine(machines.FindNamed(agent)) ?? ReadApp(agent) ?? ReadPerson(agent),
    };

    private AgentReading? ReadFetcher(string agent)
    {
        if (catalogue.FindFetcher(agent) is not { } fetcher)
            return null;
        var channel = catalogue.BySlug.GetValueOrDefault(fetcher.Platform);
        return new AgentReading
        {
            Verdict = fetcher.Share ? Verdict.Preview : Verdict.Automated,
            Reason = fetcher.Share ? null : machines.FindNamed(agent)?.Reason ?? "operator",
            Fetcher = fetcher,
            Platform = fetcher.Platform,
            Channel = channel,
            Evidence = new Evidence(fetcher.Share ? "preview.fetcher" : "fetcher.no-share", fetcher.Platform),
        };
    }

    private AgentReading? ReadApp(string agent)
    {
        if (catalogue.FindApp(agent) is not { } mark)
            return null;
        var evidence = new Evidence("app.mark", mark.App);
        return Person(agent, evidence) with
        {
            App = mark.App,
            Channel = mark.Channel,
            AppOrigin = mark.Channel is { } channel ? Rules.Origins.Of(channel, Grade.Observed, evidence) : null,
        };
    }

    private AgentReading ReadPerson(string agent)
    {
        if (PeopleTable.Find(agent) is { } kind)
            return Person(agent, new Evidence("agent.browser", kind));
        return ReadMachine(machines.FindShaped(agent)) ?? Person(agent, new Evidence("agent.browser", null));
    }

    private static AgentReading? ReadMachine((string Reason, Evidence Evidence)? found) => found is not { } machine
        ? null
        : new AgentReading { Verdict = Verdict.Automated, Reason = machine.Reason, Evidence = machine.Evidence };

    private AgentReading Person(string agent, Evidence evidence)
    {
        var (browser, major) = browsers.FindBrowser(agent);
        return new AgentReading
        {
            Verdict = Verdict.Person,
            Evidence = evidence,
            Browser = browser,
            BrowserMajor = major,
            Os = browsers.FindSystem(agent),
            Device = BrowserTable.DeviceOf(agent),
            Impossible = Suspicions.VersionRules.Impossible(agent),
            NotBefore = Suspicions.VersionRules.NotBefore(browser, major),
        };
    }
}
