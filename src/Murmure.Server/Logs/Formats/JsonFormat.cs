using System.Collections.Frozen;
using System.Text.Json;
using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>
/// A log of JSON objects, described by a table of paths. A path is written in lower-case letters and digits only, levels divided by dots, so
/// that <c>user_agent</c>, <c>User-Agent</c> and <c>userAgent</c> are one name. Where several paths fill one slot, the first of the table wins.
/// </summary>
internal sealed class JsonFormat : LogFormat
{
    private readonly FrozenDictionary<string, (Slot Slot, byte Rank)> slots;
    private readonly FrozenDictionary<string, (Slot Slot, byte Rank)>.AlternateLookup<ReadOnlySpan<char>> slotOf;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> branches;
    private readonly bool needsMark;

    /// <param name="paths">For each slot, its paths in order of preference, divided by blanks.</param>
    public JsonFormat(params (Slot Slot, string Paths)[] paths)
    {
        slots = paths
            .SelectMany(row => row.Paths.Split(' ').Select((path, rank) => (path, row.Slot, Rank: (byte)rank)))
            .ToFrozenDictionary(row => row.path, row => (row.Slot, row.Rank));
        slotOf = slots.GetAlternateLookup<ReadOnlySpan<char>>();
        branches = slots.Keys.SelectMany(Ancestors).ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();
        needsMark = paths.Any(row => row.Slot == Slot.Mark);
    }

    /// <summary>True where the names alone are no proof: an application's own JSON has paths and times too, but no status.</summary>
    public bool NeedsStatus { get; init; }

    /// <summary>
    /// The object that holds the agent where a client's missing header leaves no member behind: its presence is that of the field.
    /// Null where the agent is written whether empty or not, so that no member means no field.
    /// </summary>
    public string? AgentHome { get; init; }

    public override RecordShape Shape => RecordShape.Json;

    protected override LineOutcome Read(ReadOnlySpan<byte> line, LineScratch scratch, ref RawHit hit)
    {
        line = line.Trim(" \t\r,"u8);
        if (line is not [(byte)'{', ..])
            return LineOutcome.NotThisFormat;
        var fields = default(NamedFields);
        if (!TryRead(line, scratch, ref fields))
        {
            // nginx without escape=json writes \x22 into JSON, which JSON does not know.
            if (line.IndexOf("\\x"u8) < 0)
                return LineOutcome.BadJson;
            fields = default;
            if (!TryRead(RepairEscapes(line, scratch), scratch, ref fields))
                return LineOutcome.BadJson;
        }
        if (needsMark && !fields.Marked)
            return LineOutcome.NotThisFormat;
        var outcome = fields.Fill(scratch, utc: false, ref hit);
        return outcome == LineOutcome.Hit && NeedsStatus && !fields.HasStatus ? LineOutcome.MissingField : outcome;
    }

    private bool TryRead(ReadOnlySpan<byte> json, LineScratch scratch, ref NamedFields fields)
    {
        try
        {
            Walk(json, scratch, ref fields);
            return true;
        }
        // InvalidOperationException: an escaped half of a surrogate pair cannot become UTF-8.
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Walk(ReadOnlySpan<byte> json, LineScratch scratch, ref NamedFields fields)
    {
        Span<byte> ranks = stackalloc byte[(int)Slot.Mark + 1];
        Span<int> lengths = stackalloc int[65];
        ranks.Fill(byte.MaxValue);
        lengths.Clear();
        var (path, length) = (scratch.Path, 0);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    length = Append(path, lengths[reader.CurrentDepth], reader.ValueSpan);
                    break;
                case JsonTokenType.StartObject when reader.CurrentDepth > 0 && !branches.Contains(path.AsSpan(0, length)):
                    reader.Skip();
                    break;
                case JsonTokenType.StartObject:
                    fields.HasAgent |= AgentHome is { } home && path.AsSpan(0, length).SequenceEqual(home);
                    lengths[reader.CurrentDepth + 1] = length;
                    break;
                case JsonTokenType.StartArray:
                    ReadFirst(ref reader, path.AsSpan(0, length), scratch, ranks, ref fields);
                    break;
                case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null:
                    Keep(ref reader, path.AsSpan(0, length), scratch, ranks, ref fields);
                    break;
            }
        }
    }

    /// <summary>A header may come several times, as an array: its first value stands for it.</summary>
    private void ReadFirst(
        scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<char> path, LineScratch scratch, scoped Span<byte> ranks, ref NamedFields fields)
    {
        var depth = reader.CurrentDepth;
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            Keep(ref reader, path, scratch, ranks, ref fields);
        while (reader.CurrentDepth > depth)
            reader.Read();
    }

    private void Keep(
        scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<char> path, LineScratch scratch, scoped Span<byte> ranks, ref NamedFields fields)
    {
        if (!slotOf.TryGetValue(path, out var found))
            return;
        fields.HasAgent |= found.Slot == Slot.UserAgent;
        var absent = reader.TokenType == JsonTokenType.Null || reader.ValueSpan is [] or [(byte)'-'];
        if (absent || ranks[(int)found.Slot] <= found.Rank)
            return;
        ranks[(int)found.Slot] = found.Rank;
        if (!reader.ValueIsEscaped)
        {
            fields.Set(found.Slot, reader.ValueSpan);
            return;
        }
        var room = scratch.Take(reader.ValueSpan.Length);
        var used = reader.CopyString(room);
        scratch.GiveBack(room.Length - used);
        fields.Set(found.Slot, room[..used]);
    }

    private static int Append(char[] path, int length, ReadOnlySpan<byte> name)
    {
        if (length > 0 && length < path.Length)
            path[length++] = '.';
        foreach (var letter in name)
        {
            if (length == path.Length)
                break;
            if (char.IsAsciiLetterOrDigit((char)letter) || letter == '.')
                path[length++] = char.ToLowerInvariant((char)letter);
        }
        return length;
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
            yield return path[..dot];
    }

    /// <summary><c>\x22</c> becomes <c>\u0022</c>.</summary>
    private static Span<byte> RepairEscapes(ReadOnlySpan<byte> line, LineScratch scratch)
    {
        // Four bytes for two, where nothing but the mark is there.
        var repaired = scratch.Take(line.Length * 2);
        var length = 0;
        for (var at = 0; at < line.Length; at++)
        {
            repaired[length++] = line[at];
            if (line[at] != '\\' || at + 1 == line.Length)
                continue;
            at++;
            if (line[at] == 'x')
            {
                "u00"u8.CopyTo(repaired[length..]);
                length += 3;
            }
            else
            {
                repaired[length++] = line[at];
            }
        }
        scratch.GiveBack(repaired.Length - length);
        return repaired[..length];
    }
}
