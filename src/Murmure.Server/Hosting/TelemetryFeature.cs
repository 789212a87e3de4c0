using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Ingest;
using Murmure.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Murmure.Server.Hosting;

/// <summary>
/// Metrics, traces and health. <c>/metrics</c> in Prometheus' text, metrics and traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and whether
/// the process lives and is ready. PRIVACY: only meters of our own and of the runtime; of ASP.NET's spans what <see cref="SpanFilter"/> leaves.
/// </summary>
public static class TelemetryFeature
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether metrics and traces leave by OTLP.</summary>
    internal static bool Sends => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint));

    public static void AddTelemetry(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JournalMeter>();
        builder.Services.AddSingleton<DistributedContextPropagator, NoInheritance>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("murmure", serviceVersion: MurmureServer.Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(IntakeMeter.Name, JournalMeter.Name, Reports.Reclassification.Name).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (Sends)
                    metrics.AddOtlpExporter();
            });
        // The filter before the exporter: processors are asked in their order.
        if (Sends)
            telemetry.WithTracing(traces => traces.AddSource(Traces.Name, "Microsoft.AspNetCore").AddProcessor(new SpanFilter()).AddOtlpExporter());
    }

    public static void MapTelemetry(WebApplication app)
    {
        app.Services.GetRequiredService<JournalMeter>();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/health/live", () => TypedResults.Text("ok"));
        app.MapGet("/health/ready", Readiness.AnswerAsync);
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
