using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Murmure.Server.Simulation;

/// <summary>The two renderings of the same requests: what a server logs, and what a proxy that hands on headers could.</summary>
internal static class LogFiles
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Apache's Combined format. Presses of the share button are beacons and go elsewhere.</summary>
    public static async Task AccessLogAsync(TextWriter writer, IEnumerable<TimedRequest> requests, CancellationToken cancellation)
    {
        foreach (var (timed, request) in requests.Select(t => (t, t.Request)).Where(t => t.Request.SharedBy is null))
        {
            var size = request.Bytes == 0 ? "-" : request.Bytes.ToString(CultureInfo.InvariantCulture);
            await writer.WriteLineAsync(
                $"{request.From.Address} - - [{timed.LogTime}] \"{request.Method} {request.Target} HTTP/1.1\" {request.Status} {size} \"{request.Referrer ?? "-"}\" \"{request.From.Agent}\""
                    .AsMemory(), cancellation);
        }
    }

    /// <summary>
    /// Page requests with the headers that logs lack, one object per line: the members of <c>classify</c>'s input, <c>time</c> and
    /// <c>ip</c>; a press of the share button has <c>n</c> and <c>p</c> as the beacon has.
    /// </summary>
    public static async Task HitsAsync(TextWriter writer, IEnumerable<TimedRequest> requests, string host, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, Options);
        var id = 0;
        foreach (var timed in requests.Where(t => t.Request.IsPage))
        {
            Write(json, timed, host, ++id);
            json.Flush();
            await writer.WriteLineAsync(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length).AsMemory(), cancellation);
            buffer.SetLength(0);
            json.Reset();
        }
    }

    private static void Write(Utf8JsonWriter json, TimedRequest timed, string host, int id)
    {
        var request = timed.Request;
        json.WriteStartObject();
        json.WriteString("id", id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("time", timed.Time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
        json.WriteString("ip", request.From.Address);
        if (request.From.Agent != "-")
            json.WriteString("ua", request.From.Agent);
        json.WriteString("method", request.Method);
        json.WriteString("url", $"https://{host}{request.Target}");
        if (request.Referrer is not null)
            json.WriteString("referrer", request.Referrer);
        json.WriteNumber("status", request.SharedBy is null ? request.Status : 202);
        if (request.FetchSite is not null)
        {
            json.WriteStartObject("headers");
            json.WriteString("Sec-Fetch-Site", request.FetchSite);
            json.WriteEndObject();
        }

        if (request.SharedBy is not null)
        {
            json.WriteString("n", "share");
            json.WriteStartObject("p");
            json.WriteString("channel", request.SharedBy);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
