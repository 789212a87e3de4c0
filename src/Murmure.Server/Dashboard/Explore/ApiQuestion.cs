using Microsoft.AspNetCore.Http;
using Murmure.Server.Reports;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>Of what the figures of a page are, so that it can say what the API is asked for the same.</summary>
public sealed record ApiQuestion(string Site, DayRange Days, params IReadOnlyList<Filter> Filters)
{
    /// <summary>The request for these metrics, by these dimensions.</summary>
    public string For(IReadOnlyList<Metric> metrics, params IReadOnlyList<Dimension> by)
    {
        List<KeyValuePair<string, string?>> asked = [new("site", Site), new("from", ReportRequest.Written(Days.From)), new("to", ReportRequest.Written(Days.To)), new("metrics", string.Join(',', metrics.Select(metric => metric.Name)))];
        if (by.Count > 0)
            asked.Add(new("dimensions", string.Join(',', by.Select(dimension => dimension.Name))));
        if (Filters.Count > 0)
            asked.Add(new("filters", ReportRequest.Written(Filters)));
        return "GET /api/v1/reports" + QueryString.Create(asked).ToUriComponent();
    }
}
