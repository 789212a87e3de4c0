using System.Collections.Concurrent;
using Murmure.Connectors;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Server.Connections;

/// <summary>An account's templates.</summary>
/// <param name="Problem">Why there are none; null where Meta answered.</param>
internal sealed record TemplateList(IReadOnlyList<WhatsAppTemplate> Templates, ConnectorProblem? Problem)
{
    /// <summary>The template of that name and language that may be sent now; null where there is none.</summary>
    public WhatsAppTemplate? Find(string name, string language) => Templates.FirstOrDefault(one => one.IsApproved && one.Name == name && one.Language == language);
}

/// <summary>The templates of WhatsApp connections, as Meta told them some minutes ago: a form that offers them does not ask each time it is shown.</summary>
internal sealed class TemplateShelf(ConnectionDirectory directory, ConnectorSet connectors, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>A service that does not answer keeps a form waiting once, and not whenever it is opened.</summary>
    private static readonly TimeSpan Cross = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, Kept> shelf = new();

    private sealed record Kept(TemplateList List, ConnectorSettings Settings, DateTimeOffset At);

    /// <summary>As they were told some minutes ago, or now.</summary>
    public async Task<TemplateList> OfAsync(long connection, CancellationToken cancellation)
    {
        // Settings that were changed since are others: what the old ones opened says nothing.
        return shelf.TryGetValue(connection, out var kept) && ReferenceEquals(kept.Settings, directory.Find(connection)?.Settings)
            && clock.GetUtcNow() - kept.At < (kept.List.Problem is null ? Fresh : Cross) ? kept.List : await AskAsync(connection, cancellation);
    }

    /// <summary>As they are now.</summary>
    public async Task<TemplateList> AskAsync(long connection, CancellationToken cancellation)
    {
        if (directory.Find(connection) is not { Settings: { } settings } open || connectors.Find(open.Kind) is not WhatsAppConnector whatsApp)
            return new TemplateList([], new ConnectorProblem(ProblemReason.Credentials));
        var (templates, problem) = await whatsApp.TemplatesAsync(settings, cancellation);
        var list = new TemplateList([.. (templates ?? []).OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Language, StringComparer.Ordinal)], problem);
        shelf[connection] = new Kept(list, settings, clock.GetUtcNow());
        return list;
    }

    /// <summary>What became of a template, by day, the latest first.</summary>
    public async Task<(IReadOnlyList<TemplateDay> Days, ConnectorProblem? Problem)> DaysAsync(long connection, string template, DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        if (directory.Find(connection) is not { Settings: { } settings } open || connectors.Find(open.Kind) is not WhatsAppConnector whatsApp)
            return ([], new ConnectorProblem(ProblemReason.Credentials));
        var (days, problem) = await whatsApp.AnalyticsAsync(settings, [template], from, to, cancellation);
        return ([.. (days ?? []).Where(day => day.Template == template).OrderByDescending(day => day.Day)], problem);
    }
}
