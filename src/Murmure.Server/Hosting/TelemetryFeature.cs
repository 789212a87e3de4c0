using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Ingest;
using Murmure.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Murmure.Server.Hosting;

/// <summary>
/// Metrics and health. <c>/metrics</c> in Prometheus' text, OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and whether the process lives and
/// is ready. PRIVACY: only meters of our own and of the runtime. ASP.NET's tracing would record addresses, agents and paths of visitors.
/// </summary>
public static class TelemetryFeature
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JournalMeter>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("murmure", serviceVersion: typeof(TelemetryFeature).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(IntakeMeter.Name, JournalMeter.Name, Reports.Reclassification.Name).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
                    metrics.AddOtlpExporter();
            });
    }

    public static void MapTelemetry(WebApplication app)
    {
        app.Services.GetRequiredService<JournalMeter>();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/health/live", () => TypedResults.Text("ok"));
        app.MapGet("/health/ready", ReadyAsync);
    }

    /// <summary>Ready: the store answers, the journal has room, and what it has gets through to the store.</summary>
    private static async Task<IResult> ReadyAsync(Storage.Events.IEventStore store, Journal journal, CancellationToken cancellation)
    {
        var problems = new List<string>();
        try
        {
            await store.OpenDaysAsync(cancellation);
        }
        catch (System.Data.Common.DbException)
        {
            problems.Add("the event store does not answer");
        }
        if (journal.Figures is { Room: false } figures)
            problems.Add("the journal has no room" + (figures.Obstacle is { } obstacle ? $": {obstacle}" : ""));
        return problems.Count == 0
            ? TypedResults.Text("ready\n")
            : TypedResults.Text(string.Join('\n', problems) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The journal's figures as metrics, read when somebody asks for them.</summary>
internal sealed class JournalMeter
{
    public const string Name = "Murmure.Journal";

    public JournalMeter(IMeterFactory meters, Journal journal, JournalDrain drain)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableCounter("murmure_journal_appended", () => journal.Figures.Appended, description: "Records accepted since the start.");
        meter.CreateObservableCounter("murmure_journal_refused", () => journal.Figures.Refused, description: "Records refused because there was no room.");
        meter.CreateObservableGauge("murmure_journal_waiting_records", () => journal.Figures.WaitingRecords, description: "Records not yet read by the writer.");
        meter.CreateObservableGauge("murmure_journal_used_bytes", () => journal.Figures.UsedBytes, "By", "What the journal takes on disk.");
        meter.CreateObservableGauge("murmure_journal_free_bytes", () => journal.Figures.FreeBytes, "By", "What it may still take.");
        meter.CreateObservableCounter("murmure_journal_syncs", () => journal.Figures.Syncs, description: "How often the disk was made to have everything.");
        meter.CreateObservableCounter("murmure_stored_events", () => drain.Writer.Figures.Committed, description: "Events that the store took.");
        meter.CreateObservableCounter("murmure_store_failures", () => drain.Writer.Figures.Failures, description: "Batches that the store did not take, each time that it did not.");
        meter.CreateObservableGauge("murmure_held_events", () => drain.Writer.Figures.Held, description: "Events in memory on their way to the store.");
    }
}
