using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Analysis;
using Murmure.Server.Annotations;
using Murmure.Server.Backups;
using Murmure.Server.Campaigns;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Connections;
using Murmure.Server.Dashboard;
using Murmure.Server.Doctor;
using Murmure.Server.Estimates;
using Murmure.Server.Exports;
using Murmure.Server.Funnels;
using Murmure.Server.Imports;
using Murmure.Server.Ingest;
using Murmure.Server.Links;
using Murmure.Server.Live;
using Murmure.Server.Notices;
using Murmure.Server.Privacy;
using Murmure.Server.Quarantine;
using Murmure.Server.Reports;
using Murmure.Server.Shares;
using Murmure.Server.Sites;
using Murmure.Server.Surveys;
using Murmure.Server.Tracker;
using Murmure.Server.Views;
using Murmure.Storage.Events;

namespace Murmure.Server.Hosting;

/// <summary>The web application, put together in one place.</summary>
public static class MurmureServer
{
    /// <summary>This program's version, such as 0.1.0.</summary>
    public static string Version { get; } = typeof(MurmureServer).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Builds the application over an open data folder, which is the caller's to dispose of, after the application.</summary>
    public static WebApplication Build(ServeOptions options, DataFolder data, Classifier classifier, TimeProvider clock)
    {
        // The content root matters to nobody: every file is embedded. Configuration comes from the verb, not from the folder it is started in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(MurmureServer).Assembly.GetName().Name });
        Listen(builder, options);
        Add(builder, options, data, classifier, clock);
        var app = builder.Build();
        Use(app, options);
        Map(app);
        return app;
    }

    private static void Listen(WebApplicationBuilder builder, ServeOptions options)
    {
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = options.InlineIo);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var address = IPAddress.Parse(options.Listen);
            if (options.Port == 0 || !address.Equals(IPAddress.Loopback))
                kestrel.Listen(address, options.Port); // a free port cannot be the same one on IPv4 and IPv6
            else
                kestrel.ListenLocalhost(options.Port);
            if (AdminSocket.PathIn(options.DataFolder) is { } socket)
            {
                AdminSocket.Clear(socket);
                kestrel.ListenUnixSocket(socket);
            }

            kestrel.AddServerHeader = false;
        });
    }

    private static void Add(WebApplicationBuilder builder, ServeOptions options, DataFolder data, Classifier classifier, TimeProvider clock)
    {
        LoggingFeature.AddLog(builder.Logging, options.ConsoleFormat, options.LogLevel);
        builder.Services.AddRouting();
        // The server answers by its own names only: a web page elsewhere cannot reach it through a name of its own that points here.
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", .. options.Hosts]);
        builder.Services.AddSingleton(data.Store);
        builder.Services.AddSingleton(classifier);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(new ReportRunner(data.Store, classifier.Catalogue));
        builder.Services.AddSingleton<Proxies>();
        builder.Services.AddSingleton(new DroppedLogs(data.Store, classifier, clock, Path.Combine(data.Path, "dropped")));
        builder.Services.AddHostedService<DroppedLogsSweep>();
        TelemetryFeature.AddTelemetry(builder);
        AccountsFeature.AddAccounts(builder, options);
        SitesFeature.AddSites(builder, options);
        IntakeFeature.AddIntake(builder, data, options.Intake);
        LinksFeature.AddLinks(builder);
        PrivacyFeature.AddPrivacy(builder, options.Retention);
        ImportsFeature.AddImports(builder);
        ExportsFeature.AddExports(builder, data);
        ReportsFeature.AddReports(builder);
        QuarantineFeature.AddQuarantine(builder);
        SharesFeature.AddShares(builder);
        SurveysFeature.AddSurveys(builder);
        EstimatesFeature.AddEstimates(builder);
        LiveFeature.AddLive(builder);
        AnnotationsFeature.AddAnnotations(builder);
        ViewsFeature.AddViews(builder);
        FunnelsFeature.AddFunnels(builder);
        NoticesFeature.AddNotices(builder);
        ConnectionsFeature.AddConnections(builder, data, options.Connectors);
        CampaignsFeature.AddCampaigns(builder);
        SendsFeature.AddSends(builder, data);
        DashboardFeature.AddDashboard(builder);
        TrackerFeature.AddTracker(builder);
    }

    /// <summary>What every request passes, in this order.</summary>
    private static void Use(WebApplication app, ServeOptions options)
    {
        if (TelemetryFeature.Sends)
            Traces.Use(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = SayFault,
            StatusCodeSelector = fault => fault is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // A body that breaks off, or comes too slowly, is its sender's doing: anybody could fill the log with it.
            SuppressDiagnosticsCallback = caught => caught.Exception is BadHttpRequestException,
        });
        Proxies.Use(app, options.TrustedProxies);
        LinksFeature.UseLinks(app);
        IntakeFeature.UseIntake(app);
        // What a site's visitors send comes under the site's own names, through its proxy: only the pages mind their host.
        app.UseWhen(http => !IntakeFeature.IsDoor(http.Request.Path) && !IsProbe(http.Request.Path) && !LinksFeature.IsPage(http) && !LinksFeature.IsDoor(http) && !ConnectionsFeature.IsDoor(http.Request.Path) && !DomainFiles.Has(http.Request.Path.Value), branch => branch.UseHostFiltering());
        app.UseRouting();
        DashboardFeature.SecurePages(app);
    }

    private static void Map(WebApplication app)
    {
        AccountsFeature.MapAccounts(app);
        app.MapGet("/", () => TypedResults.Redirect("/app"));
        TelemetryFeature.MapTelemetry(app);
        IntakeFeature.MapIntake(app);
        ImportsFeature.MapImports(app);
        ExportsFeature.MapExports(app);
        BackupsFeature.MapBackups(app);
        DoctorFeature.MapDoctor(app);
        ReportsFeature.MapReports(app);
        QuarantineFeature.MapQuarantine(app);
        SharesFeature.MapShares(app);
        SurveysFeature.MapSurveys(app);
        EstimatesFeature.MapEstimates(app);
        LiveFeature.MapLive(app);
        AnnotationsFeature.MapAnnotations(app);
        ViewsFeature.MapViews(app);
        FunnelsFeature.MapFunnels(app);
        NoticesFeature.MapNotices(app);
        ConnectionsFeature.MapConnections(app);
        CampaignsFeature.MapCampaigns(app);
        SendsFeature.MapSends(app);
        LinksFeature.MapLinks(app);
        PrivacyFeature.MapPrivacy(app);
        DashboardFeature.MapDashboard(app);
        SitesFeature.MapSites(app);
        TrackerFeature.MapTracker(app);
    }

    /// <summary>The address that the server answers on, once it has started.</summary>
    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .First(address => !address.StartsWith("http://unix:", StringComparison.Ordinal)).Replace("[::1]", "localhost", StringComparison.Ordinal);

    /// <summary>What a supervisor or a proxy asks, under whatever name or address it has for this server.</summary>
    private static bool IsProbe(PathString path) => path.Value is "/health/live" or "/health/ready" or DomainsEndpoint.Path;

    private static Task SayFault(HttpContext http)
    {
        if (FaultAnswers.Concern(http))
            return FaultAnswers.AnswerAsync(http);
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(http.Response.StatusCode < 500
            ? "The request could not be read to its end.\n"
            : "Something went wrong on this server. What happened is in its log, without anybody's data.\n");
    }
}
