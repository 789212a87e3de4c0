using Murmure.Attribution;

namespace Murmure.Server.Imports.History;

/// <summary>A program that counted before us. They differ only in their files.</summary>
internal sealed record HistorySource(string Slug, string Name, Func<HistoryFile, Catalogue, HistoryReading> Read)
{
    public static HistorySource Google { get; } = new("google-analytics", "Google Analytics 4", GoogleExport.Read);

    public static HistorySource Matomo { get; } = new("matomo", "Matomo", (file, _) => MatomoExport.Read(file));

    public static HistorySource Plausible { get; } = new("plausible", "Plausible", PlausibleExport.Read);

    public static IReadOnlyList<HistorySource> All { get; } = [Google, Matomo, Plausible];

    public static HistorySource? Find(string? slug) => All.FirstOrDefault(source => source.Slug == slug);

    /// <summary>A program's name by its slug.</summary>
    public static string NameOf(string slug) => Find(slug)?.Name ?? slug;
}
