namespace Murmure.Server.Dashboard.Panels;

/// <summary>What a trend shows beside the visits of each day.</summary>
/// <param name="Origins">Evidence, our own posts, Direct and the estimate.</param>
/// <param name="Previews">Link previews.</param>
public sealed record TrendSeries(bool Origins, bool Previews);
