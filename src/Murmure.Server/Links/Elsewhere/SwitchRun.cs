using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Links.Elsewhere;

/// <summary>A row that was not taken, or taken with a remark.</summary>
/// <param name="Row">The line of the file on which it begins, or its number in the source's order.</param>
/// <param name="Type">The problem's stable name.</param>
/// <param name="Detail">In one line for people.</param>
/// <param name="Taken">Whether the link is taken all the same.</param>
public sealed record SwitchRow(int Row, string Slug, string Type, string Detail, bool Taken);

/// <summary>What became of another service's links.</summary>
/// <param name="From">The source's slug.</param>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Imported">Links that are new here.</param>
/// <param name="Known">Links that an earlier run brought.</param>
/// <param name="Refused">Rows of which no link could be made.</param>
/// <param name="Clicks">Clicks that the source counted.</param>
/// <param name="Reconciliation">The line to set beside the source's own figures.</param>
/// <param name="Problems">The first of them, row by row.</param>
/// <param name="MoreProblems">How many there are beyond these.</param>
/// <param name="Next">With an API as the source: the address to go on from; null at the end.</param>
/// <param name="Stopped">Why the run stopped before the end, as a slug; null when it did not.</param>
public sealed record SwitchAnswer(
    string From, bool DryRun, int Read, int Imported, int Known, int Refused, long Clicks, string Reconciliation, IReadOnlyList<SwitchRow> Problems, int MoreProblems,
    string? Next = null, string? Stopped = null);

/// <summary>One taking over, counted as it goes.</summary>
internal sealed class SwitchRun(LinkSource source, LinkHost domain, Maker who, bool dry, Texts texts)
{
    public const int MostProblems = 500;

    private readonly List<SwitchRow> problems = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private int more;

    public LinkSource Source => source;

    public LinkHost Domain => domain;

    public Maker Who => who;

    public bool Dry => dry;

    public int Read { get; private set; }

    public int Imported { get; set; }

    public int Known { get; set; }

    public int Refused { get; private set; }

    public long Clicks { get; set; }

    /// <summary>Where to go on; null at the end.</summary>
    public string? Next { get; set; }

    /// <summary>Why it stopped; null when it did not.</summary>
    public RemoteProblem? Stopped { get; set; }

    /// <summary>Counts a row and notes what is wrong with it.</summary>
    /// <returns>Whether a link can be made of it.</returns>
    public bool Take(ForeignLink link)
    {
        Read++;
        var all = link.Problems.Any(problem => !problem.IsRemark()) || seen.Add(link.Slug) ? link.Problems : [.. link.Problems, ForeignProblem.Twin];
        foreach (var problem in all)
            Note(link, problem.Slug(), texts["switch.problem." + problem.Slug()], problem.IsRemark());
        var taken = all.All(problem => problem.IsRemark());
        Refused += taken ? 0 : 1;
        return taken;
    }

    /// <summary>Counts a row of which no link came.</summary>
    public void Refuse(ForeignLink link, LinkProblem problem)
    {
        Refused++;
        Note(link, problem.Slug, texts.Find("switch.problem." + problem.Slug) ?? problem.Detail, taken: false);
    }

    public SwitchAnswer Answer() => new(
        source.Slug, dry, Read, Imported, Known, Refused, Clicks, texts.Say(dry ? "switch.reconciliation.dry" : "switch.reconciliation", source.Name, Clicks), problems, more, Next, Stopped switch
        {
            null => null,
            RemoteProblem.Address => "address",
            RemoteProblem.Unreachable => "unreachable",
            RemoteProblem.Token => "token",
            RemoteProblem.Slower => "slower",
            RemoteProblem.Unreadable => "unreadable",
            _ => throw new InvalidOperationException("Every reason has a slug."),
        });

    private void Note(ForeignLink link, string type, string detail, bool taken)
    {
        if (problems.Count < MostProblems)
            problems.Add(new SwitchRow(link.Row, link.Slug.Length <= 60 ? link.Slug : link.Slug[..60], type, detail, taken));
        else
            more++;
    }
}
