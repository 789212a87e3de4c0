using System.Text.RegularExpressions;

namespace Murmure.Attribution.Tests.Reference;

/// <summary>
/// Scores the classifier on labelled data of other projects, which stands in a folder beside the repository. The tests hold the scores
/// against their limits; the benchmark program prints them as a table.
/// </summary>
internal sealed partial class ReferenceScores(string folder, Classifier classifier)
{
    /// <summary>A package that publishes the agents of one analytics firm's real visitors, with weights.</summary>
    private const string People = "npm-user-agents";

    public IReadOnlyList<ReferenceScore> All() =>
    [
        Machines(), PeopleCalledMachines(), SampledPeopleCalledMachines(), PeopleSetApart(), PreviewPlatforms(), Apps(), Referrers(),
        SearchRowsWithoutSource(), ReferrerGroups(), PublicSuffixCases(),
    ];

    public ReferenceScore Machines()
    {
        var rows = Agents(automated: true);
        return ReferenceScore.AtLeast(.98, "machines found", rows.Count, Wrong(rows, row => IsMachine(row.UserAgent) ? null : "person"));
    }

    public ReferenceScore PeopleCalledMachines()
    {
        var rows = Agents(automated: false);
        return ReferenceScore.AtLeast(.995, "people not called machines", rows.Count, Wrong(rows, row => IsMachine(row.UserAgent) ? "machine" : null));
    }

    /// <summary>Each row stands for people who really browse, so even one miss is too many.</summary>
    public ReferenceScore SampledPeopleCalledMachines()
    {
        var rows = Agents(automated: false).Where(row => row.Source == People).ToList();
        return new("people not called machines (npm user-agents)", rows.Count, Wrong(rows, row => IsMachine(row.UserAgent) ? "machine" : null), 0);
    }

    /// <summary>
    /// People whose browser cannot exist, by the rule: information, because one of the lists takes telephones of Apple's with Blink in them for people's.
    /// </summary>
    public ReferenceScore PeopleSetApart()
    {
        var rows = Agents(automated: false).Concat(ReferenceRow.Read(folder, "inapp_app.jsonl")).ToList();
        return new("people not set apart by their version", rows.Count, Wrong(rows, row => classifier.ReadAgent(row.UserAgent).Impossible), null);
    }

    /// <summary>The same by weight: the share of real visits whose agent is read as a person's, 0 to 1.</summary>
    public double WeightedShareOfPeople()
    {
        var rows = Agents(automated: false).Where(row => row.Source == People).ToList();
        return rows.Where(row => !IsMachine(row.UserAgent)).Sum(Weight) / rows.Sum(Weight);
    }

    public ReferenceScore PreviewPlatforms()
    {
        var rows = ReferenceRow.Read(folder, "preview_platform.jsonl");
        return new("preview platform", rows.Count, Wrong(rows, row => Differs(row["platform"], classifier.ReadAgent(row.UserAgent).Platform)), 1);
    }

    /// <summary>No app is <c>other</c>: an app that is nobody's channel. A fetcher is no person in an app; there the operator counts.</summary>
    public ReferenceScore Apps()
    {
        var rows = ReferenceRow.Read(folder, "inapp_app.jsonl");
        return ReferenceScore.AtLeast(.95, "in-app app", rows.Count, Wrong(rows, row => Differs(row["app"], App(row) ?? "other")));
    }

    public ReferenceScore Referrers()
    {
        var rows = ReferenceRow.Read(folder, "referrers.jsonl").Where(row => Family(row) is not null && row.Expected("source") is not null).ToList();
        return ReferenceScore.AtLeast(.92, "referrers by family", rows.Count, Wrong(rows, row => Differs(Family(row), Family(Classify(row)))));
    }

    /// <summary>Addresses that look like a search engine's or a network's and are none, by their project's word.</summary>
    public ReferenceScore SearchRowsWithoutSource()
    {
        var rows = ReferenceRow.Read(folder, "referrers.jsonl").Where(row => Family(row) is not null && row.Expected("source") is null).ToList();
        return new("referrers not of that family", rows.Count, Wrong(rows, row => Family(Classify(row)) == Family(row) ? Family(row) : null), null);
    }

    /// <summary>GoatCounter's names for groups of referrers; where it has none it shows the address, which is kept as host and path here.</summary>
    public ReferenceScore ReferrerGroups()
    {
        var rows = ReferenceRow.Read(folder, "referrers.jsonl").Where(row => row.Source is "goatcounter-groups" or "goatcounter-ref").ToList();
        return new("referrer groups (GoatCounter)", rows.Count, Wrong(rows, row => Differs(row.Expected("group") ?? "", Classify(row).Source ?? "")), null);
    }

    public ReferenceScore PublicSuffixCases()
    {
        var rows = ReferenceRow.Read(folder, "psl.jsonl");
        return new("public suffixes", rows.Count, Wrong(rows, row => Differs(row["registrable"] ?? "none", PublicSuffixes.Default.RegistrableDomain(row["input"]) ?? "none")), 0);
    }

    private List<ReferenceRow> Agents(bool automated) =>
    [
        .. ReferenceRow.Read(folder, "ua_automated.jsonl")
            .Where(row => row.Json.GetProperty("automated").GetBoolean() == automated && !ConflictingLabels.IsMatch(row.UserAgent ?? "")),
    ];

    private bool IsMachine(string? agent) => classifier.ReadAgent(agent).Verdict is Verdict.Automated or Verdict.Preview;

    private string? App(ReferenceRow row)
    {
        var answer = classifier.Classify(new Clues(UserAgent: row.UserAgent, RequestedWith: row.RequestedWith));
        return answer.Verdict == Verdict.Preview ? answer.Agent.Platform : answer.Agent.App;
    }

    private Origin Classify(ReferenceRow row) => classifier.Classify(new Clues(Referrer: row.In("referrer"), Url: row.In("url"))).Origin;

    /// <summary>The family that a row of either project expects; null where the row is about something else.</summary>
    private static string? Family(ReferenceRow row) => (row.Source, row.Expected("medium")) switch
    {
        ("matomo-search", _) => "search",
        ("matomo-social", _) => "social",
        ("snowplow", "chatbot") => "ai",
        ("snowplow", "paid") => "search, paid",
        ("snowplow", { } medium) => medium,
        _ => null,
    };

    private static string Family(Origin origin) => origin is { Family: Murmure.Attribution.Family.Search, Paid: true } ? "search, paid" : Named(origin.Family);

    private static string Named(Family family) => family.ToString().ToLowerInvariant();

    private static string? Differs(string? label, string? answer) =>
        string.Equals(label, answer, StringComparison.OrdinalIgnoreCase) ? null : answer ?? "nothing";

    private static double Weight(ReferenceRow row) => row.Json.GetProperty("weight").GetDouble();

    /// <param name="rows">What to ask.</param>
    /// <param name="wrongAnswer">The answer to a row when it is wrong, else null.</param>
    private static List<Miss> Wrong(IEnumerable<ReferenceRow> rows, Func<ReferenceRow, string?> wrongAnswer) =>
        [.. rows.Select(row => (Row: row, Answer: wrongAnswer(row))).Where(asked => asked.Answer is not null).Select(asked => MissOf(asked.Row, asked.Answer!))];

    private static Miss MissOf(ReferenceRow row, string answer) => new(
        row.In("referrer") ?? (row.RequestedWith is { } package ? $"{package} {row.UserAgent}" : row.UserAgent ?? row["input"] ?? ""),
        row["platform"] ?? row["app"] ?? row["registrable"] ?? row.Expected("group") ?? Family(row)
            ?? (row.Json.TryGetProperty("automated", out var automated) ? (automated.GetBoolean() ? "machine" : "person") : "none"),
        answer,
        row.Source);

    /// <summary>The sources contradict one another on what these are.</summary>
    [GeneratedRegex("Headless|Lightpanda|SimpleBrowser|Slurp", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConflictingLabels { get; }
}
