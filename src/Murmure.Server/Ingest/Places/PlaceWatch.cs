using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Ingest;

/// <summary>
/// Reads the operator's database of places again when its file was replaced: makers publish new ones each week or month. By looking at it each minute:
/// what a system tells of changes is lost where a volume is mounted. A state is taken when it was there a minute before too: it is no half of a copy.
/// </summary>
internal sealed partial class PlaceWatch(Place place, IntakeOptions options, TimeProvider clock, ILogger<PlaceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private FileStamp seen;
    private FileStamp tried;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Places is null
        ? Task.CompletedTask
        : Rounds.RunAsync(Interval, clock, _ => Look(options.Places), stoppingToken);

    internal Task Look(string path)
    {
        var (before, now) = (seen, FileStamp.Of(path));
        seen = now;
        // While a file is being replaced there may be none; the one that was read serves on.
        if (now != before || now == default || now == tried)
            return Task.CompletedTask;
        if (now == place.Own?.Stamp)
        {
            // The one that serves is back in its place: what was wrong with another is over.
            tried = now;
            place.Take(null, "");
            return Task.CompletedTask;
        }
        tried = now;
        var (file, problem) = PlaceFile.Open(path);
        place.Take(file, problem);
        if (file is null)
            Log.Unreadable(logger, path, problem);
        else
            Log.Read(logger, path, file.Type, file.Built);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Path} was replaced and is read again: {Type}, made {Built:yyyy-MM-dd}.")]
        public static partial void Read(ILogger logger, string path, string type, DateTime built);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was replaced and cannot be used: {Problem} The one before serves on.")]
        public static partial void Unreadable(ILogger logger, string path, string problem);
    }
}
