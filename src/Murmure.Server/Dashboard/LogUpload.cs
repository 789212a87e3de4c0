using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Dashboard.Pages;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Analysis;
using Murmure.Server.Reports;
using Murmure.Server.Sites;

namespace Murmure.Server.Dashboard;

/// <summary>The forms of a dropped log: send, keep, discard, download. The body is read as it comes and never buffered as a form.</summary>
internal static partial class LogUpload
{
    /// <summary>2 GB, as promised on the page.</summary>
    public const long MostBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>Room around the file for the form's own parts.</summary>
    public const long Envelope = 64 * 1024;

    private const string TokenField = "__RequestVerificationToken";
    private const string ZoneField = "zone";
    private const int LongestField = 4096;

    /// <summary>What can go wrong with an upload; each has a text under <c>logs.error.</c></summary>
    public static readonly IReadOnlySet<string> Problems = new HashSet<string>(StringComparer.Ordinal) { "nofile", "large", "token", "unreadable" };

    /// <summary>What can keep a log from being kept; each has a text under <c>log.problem.</c></summary>
    public static readonly IReadOnlySet<string> KeepProblems = new HashSet<string>(StringComparer.Ordinal) { "host", "taken", "store" };

    public static async Task SendAsync(HttpContext http, DroppedLogs logs, IAntiforgery antiforgery)
    {
        if (http.Request.ContentLength > MostBytes + Envelope)
        {
            await AnswerAsync(http, Refused(http, "large"));
            return;
        }

        try
        {
            await AnswerAsync(http, await ReadAsync(http, logs, antiforgery));
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await AnswerAsync(http, Refused(http, "large"));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            // A body that is no form: cut parts, endless headers. What this machine's disk says is a fault and not caught here.
            await AnswerAsync(http, Refused(http, "unreadable"));
        }
    }

    /// <summary>A log that this caller's organisation dropped; another's is not there.</summary>
    public static DroppedLog? Find(HttpContext http, DroppedLogs logs, string id) =>
        logs.Find(id) is { } log && log.Organisation == Caller.Of(http)?.OrganisationId ? log : null;

    public static async Task KeepAsync(HttpContext http, string id, DroppedLogs logs, IAntiforgery antiforgery, SiteBook sites, SiteAccess access, ILoggerFactory faults)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var suffix = DashboardFeature.LanguageSuffix(http.Request);
        var (site, problem) = await KeepAsync(http, id, logs, sites, access, faults.CreateLogger(typeof(LogUpload)));
        if (site is null && problem is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.Redirect(site is not null ? SitePage.Address(site) + suffix
            : "/app/logs/" + Uri.EscapeDataString(id) + suffix + (suffix.Length == 0 ? "?" : "&") + "problem=" + problem);
    }

    /// <summary>The site that the log now belongs to, or the name of what is wrong (a text under <c>log.problem.</c>), or neither when it is gone.</summary>
    private static async Task<(string? Site, string? Problem)> KeepAsync(HttpContext http, string id, DroppedLogs logs, SiteBook sites, SiteAccess access, ILogger logger)
    {
        if (Find(http, logs, id)?.Report is not { } report)
            return (logs.KeptAs(id) is { } kept ? access.Find(http, kept)?.Host : null, null); // pressed twice
        var named = report.SiteFrom == SiteSource.Unknown ? SiteForm.Host(http.Field("host")) : report.Site;
        if (named is null)
            return (null, "host");
        // A site of another organisation takes no log of ours, and is not named to us either.
        if (!access.IsFree(http, named))
            return (null, "taken");
        try
        {
            var site = await logs.KeepAsync(id, access.Find(http, named)?.Host ?? named, http.RequestAborted);
            if (site is not null)
                await sites.AdoptAsync(site, Caller.Of(http)?.OrganisationId, http.RequestAborted);
            return (site, null);
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or IOException)
        {
            Log.NotKept(logger, fault.GetType().Name);
            return (null, "store");
        }
    }

    public static async Task DiscardAsync(HttpContext http, string id, DroppedLogs logs, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (Find(http, logs, id) is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await logs.DiscardAsync(id);
        http.Response.Redirect("/app/logs" + DashboardFeature.LanguageSuffix(http.Request));
    }

    public static async Task<IResult> DownloadAsync(HttpContext http, string id, DroppedLogs logs) =>
        Find(http, logs, id)?.Report is { } report
            ? TypedResults.Text(await HtmlReport.RenderAsync(report, DashboardFeature.TextsOf(http.Request).Language), "text/html; charset=utf-8")
            : TypedResults.NotFound();

    // The token and the zone must come before the file: nothing of a forged request is read, and the file is read as it arrives.
    private static async Task<string> ReadAsync(HttpContext http, DroppedLogs logs, IAntiforgery antiforgery)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            return Refused(http, "nofile");

        var reader = new MultipartReader(boundary.ToString(), http.Request.Body);
        var trusted = false;
        TimeZoneInfo? zone = null;
        while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
        {
            var disposition = section.GetContentDispositionHeader();
            if (disposition is null)
                continue;
            if (disposition.IsFormDisposition() && disposition.Name == TokenField)
            {
                http.Request.Headers["RequestVerificationToken"] = await FieldAsync(section.Body, http.RequestAborted);
                trusted = await antiforgery.IsRequestValidAsync(http);
            }
            else if (disposition.IsFormDisposition() && disposition.Name == ZoneField)
            {
                zone = Zones.Find(await FieldAsync(section.Body, http.RequestAborted));
            }
            else if (disposition.IsFileDisposition())
            {
                if (!trusted)
                    return Refused(http, "token");
                var name = HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
                if (name.Length == 0)
                    return Refused(http, "nofile");
                var log = await logs.AcceptAsync(Path.GetFileName(name), section.Body, DashboardFeature.TextsOf(http.Request).Language, zone, Caller.Of(http)?.OrganisationId, http.RequestAborted);
                return "/app/logs/" + log.Id + DashboardFeature.LanguageSuffix(http.Request);
            }
        }

        return Refused(http, trusted ? "nofile" : "token");
    }

    private static async Task<string> FieldAsync(Stream body, CancellationToken cancellation)
    {
        var bytes = new byte[LongestField];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return System.Text.Encoding.ASCII.GetString(bytes, 0, length);
    }

    private static string Refused(HttpContext http, string problem)
    {
        var suffix = DashboardFeature.LanguageSuffix(http.Request);
        return "/app/logs" + (suffix.Length == 0 ? "?" : suffix + "&") + "error=" + problem;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A dropped log could not be kept: {Fault}. Check the data folder's files and the room on its disk.")]
        public static partial void NotKept(ILogger logger, string fault);
    }

    // The script wants the address, a plain form wants to be taken there.
    private static async Task AnswerAsync(HttpContext http, string location)
    {
        if (http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
            await http.Response.WriteAsJsonAsync(new { location }, http.RequestAborted);
        else
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = location;
        }
    }
}
