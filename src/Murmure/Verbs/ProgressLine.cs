using System.Globalization;
using Murmure.Server.Analysis;
using Spectre.Console;

namespace Murmure.Verbs;

/// <summary>
/// Progress on standard error: a bar where a person watches, a line every five seconds where a file does, nothing with <c>--quiet</c>.
/// </summary>
internal sealed class ProgressLine : IProgress<LogProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider clock;
    private readonly bool french;
    private readonly bool watched;
    private long last;

    private ProgressLine(TimeProvider clock, bool french)
    {
        this.clock = clock;
        this.french = french;
        watched = !Console.IsErrorRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        last = clock.GetTimestamp();
    }

    public static ProgressLine? Start(bool quiet, string language) => quiet ? null : new ProgressLine(TimeProvider.System, language == "fr");

    public void Report(LogProgress value)
    {
        var elapsed = clock.GetElapsedTime(last);
        if (elapsed < (watched ? Redraw : Interval))
            return;
        last = clock.GetTimestamp();
        var culture = CultureInfo.GetCultureInfo(french ? "fr-FR" : "en-US");
        var lines = string.Format(culture, french ? "{0:N0} lignes lues" : "{0:N0} lines read", value.Lines);
        var share = value.Length is > 0 ? (double)value.BytesRead / value.Length.Value : (double?)null;
        if (!watched)
        {
            Console.Error.WriteLine(share is { } part ? string.Create(culture, $"{lines} ({part:P0})") : lines);
            return;
        }
        const int Width = 30;
        var done = (int)Math.Round(Width * Math.Clamp(share ?? 0, 0, 1));
        var bar = share is null ? "" : string.Create(culture, $"[{new string('#', done)}{new string('.', Width - done)}] {share:P0}  ");
        Console.Error.Write($"\r{bar}{lines}\u001b[K");
    }

    public ValueTask DisposeAsync()
    {
        if (watched)
            Console.Error.Write("\r\u001b[K");
        return ValueTask.CompletedTask;
    }
}
