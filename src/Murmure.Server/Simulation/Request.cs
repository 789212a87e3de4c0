namespace Murmure.Server.Simulation;

/// <summary>One simulated request as a web server sees it.</summary>
internal sealed record Request
{
    /// <summary>Hours of local time after the run's first midnight.</summary>
    public required double Time { get; init; }

    public required Sender From { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>Path and query.</summary>
    public required string Target { get; init; }

    public string? Referrer { get; init; }

    public int Status { get; init; } = 200;

    public required int Bytes { get; init; }

    /// <summary>The Sec-Fetch-Site header, null where none was sent.</summary>
    public string? FetchSite { get; init; }

    /// <summary>Whether it asks for a page; stylesheets, scripts and images are left out of <c>hits.jsonl</c>.</summary>
    public bool IsPage { get; init; } = true;

    /// <summary>The channel of the share button that was pressed; null for an ordinary request.</summary>
    public string? SharedBy { get; init; }
}

/// <summary>Who asks: an address of a range kept for documentation or shared use, and an agent.</summary>
internal sealed record Sender(string Address, string Agent);
