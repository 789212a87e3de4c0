using System.Text.Json;
using Murmure.Server.Hosting;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Estimates.Files;
using Murmure.Server.Estimates.Pages;
using Murmure.Statistics;
using Spectre.Console;

namespace Murmure.Terminal;

/// <summary>An estimate for a terminal: the figure with its interval, what it stands on, what keeps it from standing higher, pages and days.</summary>
internal sealed class EstimateTerminal
{
    private const int Widest = 110;
    private const int RowsShown = 12;
    private readonly NamedEstimate shown;
    private readonly Texts texts;
    private readonly Lines lines;

    private EstimateTerminal(IAnsiConsole console, NamedEstimate shown, Texts texts)
    {
        (this.shown, this.texts) = (shown, texts);
        lines = new Lines(console, Math.Clamp(console.Profile.Width, 40, Widest));
    }

    public static void Write(IAnsiConsole console, NamedEstimate shown, Language language) =>
        new EstimateTerminal(console, shown, Texts.For(language)).Write();

    private SiteEstimate Estimate => shown.Estimate;

    private void Write()
    {
        if (shown.Period is { } period)
            lines.Quiet($"{period.Site}, {texts.Days(period.From, period.To)}");
        lines.Strong(Headline()).Gap();
        lines.Say(texts["folder.rung." + Slug(Estimate.Rung)]);
        lines.Say(texts["folder.definition"]);
        if (Estimate.Rung is Rung.Model or Rung.Survey && Estimate.Bounds is { } bounds)
            lines.Quiet(texts.Say("folder.bounds", texts.Percent(bounds.Lower), texts.Percent(bounds.Upper)));
        lines.Quiet(texts.Say("folder.rule", texts.Percent(Estimate.Rule), texts.Percent(Estimate.FirstVisitRule)));
        Narrowings();
        Reasons();
        Checks();
        Parts("folder.pages", shown.Pages);
        Parts("folder.days", shown.Days);
    }

    private string Headline() => Estimate.Alpha is { } alpha
        ? texts.Say(
            Estimate.Rung == Rung.Bounds ? "folder.between" : "folder.headline",
            texts.Number(Estimate.Direct), texts.Percent(alpha.Value), texts.Percent(alpha.Lower), texts.Percent(alpha.Upper), texts.Percent(alpha.Level))
        : texts.Say("folder.none", texts.Number(Estimate.Direct), texts.Percent(Estimate.Rule));

    private void Narrowings()
    {
        if (Estimate.Narrowings.Count == 0)
            return;
        lines.Gap().Say(texts.Unknown(Estimate.Alpha?.Width));
        foreach (var step in Estimate.Narrowings)
            lines.Say("- " + texts.Step(Slugs.Of(step.Step), step.HalfWidth, step.Answers, step.Days));
    }

    private void Reasons()
    {
        if (Estimate.DemotedBecause.Count == 0)
            return;
        lines.Title(texts["folder.reasons"]);
        foreach (var reason in Estimate.DemotedBecause)
            lines.Say("- " + texts["folder.because." + Slug(reason)]);
        if (Estimate.DemotedBecause.Contains(Demotion.UnexplainedBurst) && shown.Burst is { } burst)
            lines.Say("- " + texts.Say("folder.burst", burst.Day, Displayed.Foreign(burst.Page)));
    }

    private void Checks()
    {
        var made = Estimate.Checks.Named().Where(check => check.Value is not null).ToList();
        if (made.Count == 0)
            return;
        lines.Title(texts["folder.checks"]);
        lines.Table([texts["folder.check"], texts["folder.value"]],
            [.. made.Select(check => (string[])[texts["folder.check." + check.Name], check.Value!.Value.ToString("0.###", texts.Culture)])]);
    }

    private void Parts(string title, IReadOnlyList<EstimatePart> rows)
    {
        if (rows.Count == 0)
            return;
        lines.Title(texts[title]);
        lines.Table(
            [texts["folder.part"], texts["folder.direct"], texts["folder.share"], texts["folder.from"], texts["folder.to"]],
            [.. rows.Take(title == "folder.pages" ? RowsShown : rows.Count).Select(row => (string[])[
                Displayed.Foreign(row.Name, Math.Max(24, lines.Width - 42)), row.Direct is { } direct ? texts.Number(direct) : "", texts.Percent(row.Alpha.Value),
                texts.Percent(row.Alpha.Lower), texts.Percent(row.Alpha.Upper)])]);
    }

    private static string Slug<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
