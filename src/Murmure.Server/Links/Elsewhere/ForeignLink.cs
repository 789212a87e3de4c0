namespace Murmure.Server.Links.Elsewhere;

/// <summary>A link as another service tells it, before anything of it is believed.</summary>
/// <param name="Row">The line of the file on which it begins, or its number in the source's order; from 1.</param>
internal sealed record ForeignLink(int Row)
{
    /// <summary>What stood behind the host; empty when the source tells none.</summary>
    public string Slug { get; init; } = "";

    public string Url { get; init; } = "";

    public string Title { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTime? Created { get; init; }

    public DateTime? ValidUntil { get; init; }

    public bool Archived { get; init; }

    /// <summary>The short address as the source writes it, by which it is asked for the clicks; empty when it tells none.</summary>
    public string Address { get; init; } = "";

    /// <summary>All clicks that the source counted, when it tells no days.</summary>
    public long? Clicks { get; init; }

    /// <summary>Clicks by day, when it tells them.</summary>
    public IReadOnlyDictionary<DateOnly, long>? ClicksByDay { get; init; }

    /// <summary>What was wrong with the row.</summary>
    public IReadOnlyList<ForeignProblem> Problems { get; init; } = [];
}

/// <summary>What is wrong with a row of another service's export.</summary>
internal enum ForeignProblem
{
    /// <summary>No destination. The link is not taken.</summary>
    NoUrl,

    /// <summary>No short address. The link is not taken.</summary>
    NoSlug,

    /// <summary>More fields than the header has, or a quote that nobody closed. The link is not taken.</summary>
    Torn,

    /// <summary>A password protects it, which the source does not tell. The link is not taken: without it, anybody would get through.</summary>
    Password,

    /// <summary>The source itself has blocked it. The link is not taken.</summary>
    Banned,

    /// <summary>The slug stood on an earlier row. The link is not taken.</summary>
    Twin,

    /// <summary>When it was made cannot be read. It is taken as made today.</summary>
    Date,

    /// <summary>Its clicks are no number. It is taken without them.</summary>
    Clicks,

    /// <summary>The file is not UTF-8 and was read as Windows-1252. Look at titles and slugs with accents.</summary>
    Encoding,
}

internal static class ForeignProblems
{
    /// <summary>Whether the link is taken all the same.</summary>
    public static bool IsRemark(this ForeignProblem problem) => problem is ForeignProblem.Date or ForeignProblem.Clicks or ForeignProblem.Encoding;

    /// <summary>The stable name.</summary>
    public static string Slug(this ForeignProblem problem) => problem switch
    {
        ForeignProblem.NoUrl => "no-url",
        ForeignProblem.NoSlug => "no-slug",
        ForeignProblem.Torn => "row-torn",
        ForeignProblem.Password => "password-unknown",
        ForeignProblem.Banned => "banned-there",
        ForeignProblem.Twin => "slug-twice",
        ForeignProblem.Date => "date-unreadable",
        ForeignProblem.Clicks => "clicks-unreadable",
        ForeignProblem.Encoding => "encoding",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };
}
