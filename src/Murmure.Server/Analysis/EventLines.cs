using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Storage.Events;

namespace Murmure.Server.Analysis;

/// <summary>
/// Events as JSON Lines (<c>--events</c>): what would be stored. Pseudonyms are left out: a file is copied about and outlives the day's key.
/// </summary>
public sealed class EventLines(Stream output) : IDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly ArrayBufferWriter<byte> buffer = new(FlushBytes * 2);
    private readonly Utf8JsonWriter json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(StoredEvent kept)
    {
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("time", kept.Time);
        json.WriteString("kind", Name(kept.Kind));
        json.WriteString("verdict", Name(kept.Verdict));
        json.WriteString("page", kept.Page);
        json.WriteString("family", Name(kept.Family));
        json.WriteString("channel", kept.Channel);
        Put("source", kept.Source);
        json.WriteBoolean("paid", kept.Paid);
        json.WriteString("grade", Name(kept.Grade));
        json.WriteString("sender", Name(kept.Sender));
        json.WriteString("rule", kept.Rule);
        Put("clue", kept.Clue);
        Put("referrerHost", kept.ReferrerHost);
        Put("referrerPath", kept.ReferrerPath);
        Put("package", kept.Package);
        Put("clickId", kept.ClickId);
        Put("utmSource", kept.UtmSource);
        Put("utmMedium", kept.UtmMedium);
        Put("utmCampaign", kept.UtmCampaign);
        Put("app", kept.App);
        Put("platform", kept.Platform);
        Put("browser", kept.Browser);
        if (kept.BrowserMajor > 0)
            json.WriteNumber("browserMajor", kept.BrowserMajor);
        Put("os", kept.Os);
        Put("device", kept.Device);
        Put("country", kept.Country);
        // PRIVACY: neither region nor city: beside a second, a city may be one person.
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
        if (buffer.WrittenCount >= FlushBytes)
            Flush();
    }

    public void Dispose()
    {
        Flush();
        json.Dispose();
        output.Dispose();
    }

    private void Flush()
    {
        output.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }

    private void Put(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
