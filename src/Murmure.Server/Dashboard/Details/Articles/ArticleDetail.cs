using Murmure.Server.Estimates;
using Murmure.Server.Links;
using Murmure.Server.Shares;
using Murmure.Storage.Events;
using PageCard = Murmure.Storage.Events.PageCard;

namespace Murmure.Server.Dashboard.Details.Articles;

/// <summary>Everything that is told of a page over some days. Figures are exact counts of the store; what it deleted is null.</summary>
public sealed record ArticleDetail(string Page, PageCard? Card)
{
    /// <summary>Visits that landed on it.</summary>
    public long Visits { get; init; }

    /// <summary>Times that people opened it.</summary>
    public long Views { get; init; }

    /// <summary>Visits that landed on it with evidence of a private share.</summary>
    public long Evidence { get; init; }

    public long Direct { get; init; }
    public long Previews { get; init; }
    public long Shares { get; init; }
    public long Copies { get; init; }
    public long Goals { get; init; }

    /// <summary>Seconds of attention for each time that it was opened; null where no script told.</summary>
    public double? Engaged { get; init; }

    /// <summary>How far down it was read on average, in percent; null where no script told.</summary>
    public double? Depth { get; init; }

    /// <summary>How many of those who told how far they read came to the end, a fraction of 1; null where no script told, or nobody counted it.</summary>
    public double? Completion { get; init; }

    /// <summary>Pages read in a visit that landed on it.</summary>
    public double? PagesPerVisit { get; init; }

    public IReadOnlyList<ArticleChannel> Channels { get; init; } = [];

    /// <summary>Previews in each of the 24 hours of the clock.</summary>
    public IReadOnlyList<long>? PreviewsByHour { get; init; }

    public HalfLife? HalfLife { get; init; }

    public CascadeReport? Cascade { get; init; }

    /// <summary>Short links that lead to it, most clicks first.</summary>
    public IReadOnlyList<LinkToPage> Links { get; init; } = [];

    /// <summary>The estimate of these days, where there is one.</summary>
    public EstimateFigure? Estimate { get; init; }

    /// <summary>What it says of this page; null where the page has too few direct visits, or none of the days' estimate is of it alone.</summary>
    public EstimatedShare? Share => Estimate?.ByPage.FirstOrDefault(page => page.Page == Page)?.Alpha;

    public bool IsEmpty => Visits + Views + Previews + Shares + Copies == 0;
}

/// <summary>A page's figures by one channel. Of previews, the channel is the one whose fetcher asked; of shares, the one that they went out by.</summary>
public sealed record ArticleChannel(string Slug, string Name, bool Private, long Visits, long Evidence, long Goals, long Previews, bool OfDevice, long Shares);
