using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Murmure.Attribution;

namespace Murmure.Server.Analysis;

/// <summary>JSON Lines in, JSON Lines out: <c>murmure classify</c> and whoever wants its answers over a pipe.</summary>
public static class LineClassification
{
    /// <summary>A line longer than this is answered with an error: no request's headers are that long.</summary>
    private const int LongestLine = 1 << 20;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers line by line, in order, streaming. A line that cannot be read is answered with an error, and the run goes on.</summary>
    public static async Task RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        var classifier = new Classifier(Catalogue.Load());
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var answers = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(answers, Readable);
        var number = 0L;
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                if (skipping)
                    skipping = false; // the end of a line that was already answered as too long
                else
                    Answer(json, answers, classifier, ++number == 1 ? WithoutMark(line) : line, number);
            }
            if (buffer.Length > LongestLine)
            {
                if (!skipping)
                    WriteError(json, answers, ++number, $"the line is longer than {LongestLine} bytes");
                skipping = true;
                buffer = buffer.Slice(buffer.End);
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
            await answers.FlushAsync(cancellation);
            if (read.IsCompleted)
                break;
        }
        await reader.CompleteAsync();
        await answers.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool atEnd, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.IsEmpty)
            return false;
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        if (!atEnd)
            return false;
        line = buffer;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static void Answer(Utf8JsonWriter json, PipeWriter output, Classifier classifier, in ReadOnlySequence<byte> line, long number)
    {
        if (IsBlank(line))
            return;
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                WriteError(json, output, number, "the line is no JSON object");
            else
                Write(json, output, classifier, document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with a lone surrogate, which JSON allows and text does not.
            WriteError(json, output, number, "the line is no valid JSON");
        }
    }

    /// <summary>Windows begins a file of UTF-8 with a mark that JSON does not know.</summary>
    private static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(line);
        return reader.IsNext("\uFEFF"u8, advancePast: true) ? reader.UnreadSequence : line;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }
        return true;
    }

    private static void Write(Utf8JsonWriter json, PipeWriter output, Classifier classifier, JsonElement line)
    {
        var clues = ReadClues(line);
        var answer = classifier.Classify(clues);
        json.Reset(output);
        json.WriteStartObject();
        json.WritePropertyName("id");
        if (line.TryGetProperty("id", out var id))
            id.WriteTo(json);
        else
            json.WriteNullValue();
        var person = answer.Verdict == Verdict.Person;
        json.WriteString("verdict", Name(answer.Verdict));
        json.WriteBoolean("automated", answer.Verdict is Verdict.Preview or Verdict.Automated);
        json.WriteString("reason", answer.Reason);
        json.WriteString("platform", answer.Agent.Platform);
        json.WriteString("app", person ? answer.Agent.App : null);
        json.WriteString("family", Name(answer.Origin.Family));
        json.WriteString("channel", answer.Origin.Channel);
        json.WriteString("source", answer.Origin.Source);
        json.WriteBoolean("paid", answer.Origin.Paid);
        json.WriteString("grade", Name(answer.Origin.Grade));
        json.WriteString("sender", Name(answer.Origin.Sender));
        json.WriteString("dropped", answer.Dropped);
        var evidence = answer.Verdict is Verdict.Automated ? answer.Agent.Evidence : answer.Origin.Evidence;
        json.WriteStartObject("evidence");
        json.WriteString("rule", evidence.Rule);
        json.WriteString("clue", evidence.Clue);
        json.WriteEndObject();
        json.WriteString("catalogue", classifier.Version);
        json.WriteEndObject();
        End(json, output);
    }

    private static Clues ReadClues(JsonElement line)
    {
        var clues = new Clues(
            UserAgent: Text(line, "ua"),
            Referrer: Text(line, "referrer"),
            Url: Text(line, "url"),
            Method: Text(line, "method"),
            Status: line.TryGetProperty("status", out var status) && status.TryGetInt32Lenient(out var code) ? code : 0);
        if (!line.TryGetProperty("headers", out var headers) || headers.ValueKind != JsonValueKind.Object)
            return clues;
        foreach (var header in headers.EnumerateObject())
        {
            if (header.Value.ValueKind != JsonValueKind.String)
                continue;
            var value = header.Value.GetString();
            // CGI and PHP spell a header HTTP_X_REQUESTED_WITH; the name is the same.
            var name = header.Name.ToLowerInvariant().Replace('_', '-');
            name = name.StartsWith("http-", StringComparison.Ordinal) ? name[5..] : name;
            clues = name switch
            {
                "x-requested-with" => clues with { RequestedWith = value },
                "sec-fetch-site" => clues with { SecFetchSite = value },
                "user-agent" when clues.UserAgent is null => clues with { UserAgent = value },
                "referer" when clues.Referrer is null => clues with { Referrer = value },
                "host" => clues with { SiteHost = value },
                _ => clues,
            };
        }
        return clues;
    }

    private static bool TryGetInt32Lenient(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt32(out value),
            JsonValueKind.String => int.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void WriteError(Utf8JsonWriter json, PipeWriter output, long number, string error)
    {
        json.Reset(output);
        json.WriteStartObject();
        json.WriteNull("id");
        json.WriteNumber("line", number);
        json.WriteString("error", error);
        json.WriteEndObject();
        End(json, output);
    }

    private static void End(Utf8JsonWriter json, PipeWriter output)
    {
        json.Flush();
        output.Write("\n"u8);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
