using Microsoft.Extensions.Logging;

namespace Murmure.Server.Hosting;

/// <summary>How the server's log is written.</summary>
public enum ConsoleFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line, for programs.</summary>
    Json,
}

/// <summary>
/// The log, on standard error, so that a verb's result stays alone on standard output. PRIVACY: our own messages name sites, days and counts; of the
/// libraries only warnings and faults are heard, and those that would speak of single requests not at all, at whatever level.
/// </summary>
internal static class LoggingFeature
{
    /// <summary>Categories whose messages carry addresses, hosts, agents, paths or queries of requests.</summary>
    public static IReadOnlyList<string> Silent { get; } =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.HttpOverrides", "Microsoft.AspNetCore.HostFiltering",
        "Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Microsoft.AspNetCore.Server.Kestrel.Connections", "System.Net.Http.HttpClient",
        // A start that fails is said in one line by the verb; the host would print its whole stack as well.
        "Microsoft.Extensions.Hosting.Internal.Host",
    ];

    /// <param name="logging">The application's.</param>
    /// <param name="format">How lines are written.</param>
    /// <param name="own">The least level of Murmure's own messages that is written.</param>
    public static void AddLog(ILoggingBuilder logging, ConsoleFormat format, LogLevel own)
    {
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (format == ConsoleFormat.Json)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        else
            logging.AddSimpleConsole(text => (text.SingleLine, text.ColorBehavior) = (true, Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled));
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Murmure", own);
        // Warns at each form that it replaces our Cache-Control by one that says the same.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        foreach (var category in Silent)
            logging.AddFilter(category, LogLevel.None);
    }
}
