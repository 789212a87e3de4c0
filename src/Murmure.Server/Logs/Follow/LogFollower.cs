using System.Security.Cryptography;
using System.Text;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Imports;
using Murmure.Storage;

namespace Murmure.Server.Logs.Follow;

/// <summary>What to follow and where to.</summary>
/// <param name="File">The log, or <c>-</c> for standard input.</param>
/// <param name="Site">The site's host.</param>
/// <param name="Format">A format's name; null to recognise it.</param>
/// <param name="Only"><c>previews</c> leaves people to the site's script; null decides by day.</param>
/// <param name="Checkpoint">The file that remembers how far the log was sent.</param>
public sealed record FollowRequest(string File, string Site, LogFormat? Format, string? Only, string Checkpoint)
{
    /// <summary>Where the place in a log is kept by default: beside the server's data, under the name of the log.</summary>
    public static string CheckpointIn(string dataFolder, string file, string site)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(file) + "\n" + site)))[..8];
        return Path.Combine(dataFolder, "follow", $"{Path.GetFileName(file)}-{hash}.json");
    }
}

/// <summary>Reads a live log and sends each of its records to a running server, in the log's order. Memory does not grow, however long the server is away.</summary>
public sealed class LogFollower
{
    /// <summary>What is sent at once, at most; also the longest record that memory is spent on.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>So many records of no known format are no log of ours.</summary>
    private const int Doubt = 20;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly FollowedInput input;
    private readonly FollowSender sender;
    private readonly TimeProvider clock;
    private readonly bool named;
    private readonly LineScratch scratch = new();
    private LogFormat? format;
    private ReadOnlyMemory<byte> directive;

    private LogFollower(FollowedInput input, FollowSender sender, LogFormat? format, TimeProvider clock)
    {
        (this.input, this.sender, this.format, this.clock) = (input, sender, format, clock);
        named = format is not null;
        directive = input.Directive;
        sender.Begin(input.Before);
    }

    /// <summary>Follows a log until it is cancelled, its input ends, or the server refuses it for good.</summary>
    /// <param name="say">Takes what is worth a line on the terminal.</param>
    /// <returns>What the server counted, and the refusal in one line.</returns>
    public static async Task<(ImportAnswer Total, string? Problem)> RunAsync(
        FollowRequest request, AdminConnection connection, TimeProvider clock, Action<string> say, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = $"site={Uri.EscapeDataString(request.Site)}&follow=true" + (request.Only is null ? "" : "&only=" + Uri.EscapeDataString(request.Only));
        var sent = new FollowSender(connection, query, clock, say);
        if (request.File != "-")
            PrivateFolder.Make(Path.GetDirectoryName(Path.GetFullPath(request.Checkpoint))!);
        using FollowedInput log = request.File == "-"
            ? new FollowedStream(Console.OpenStandardInput(), "-")
            : new FollowedFile(request.File, request.Checkpoint, clock);
        try
        {
            var problem = await new LogFollower(log, sent, request.Format, clock).FollowAsync(cancellation);
            return (sent.Total, problem);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The usual end: whatever was not acknowledged is sent by the next start.
            return (sent.Total, null);
        }
    }

    private async Task<string?> FollowAsync(CancellationToken cancellation)
    {
        var buffer = new byte[MostBytes];
        for (var filled = 0; ;)
        {
            var (read, state) = await input.ReadAsync(buffer.AsMemory(filled), cancellation);
            filled += read;
            if (state == FollowState.More && filled < buffer.Length)
                continue;
            var whole = Whole(buffer.AsSpan(0, filled), state is FollowState.Ended or FollowState.Closed);
            var (sent, problem) = whole == 0 ? (0, null) : await SendAsync(buffer.AsMemory(0, whole), cancellation);
            if (problem is not null)
                return problem;
            buffer.AsSpan(sent, filled - sent).CopyTo(buffer);
            filled -= sent;
            if (sent > 0)
                input.Keep(filled);
            if (state == FollowState.Cut)
                filled = 0;
            if (state == FollowState.Anew)
                sender.Begin(default);
            if (state == FollowState.Closed)
                return null;
            if (state == FollowState.Waiting)
                await Task.Delay(Poll, clock, cancellation);
        }
    }

    /// <summary>How much of the text is whole records. A text without end is refused by the server as what it is.</summary>
    private int Whole(ReadOnlySpan<byte> text, bool last)
    {
        // Joining changes the text, which the server does itself.
        var whole = RecordJoiner.Join(text.ToArray(), format?.Shape ?? RecordShape.Line, last);
        return whole == 0 && text.Length == MostBytes ? text.Length : whole;
    }

    private async Task<(int Sent, string? Problem)> SendAsync(ReadOnlyMemory<byte> records, CancellationToken cancellation)
    {
        if (!Recognise(records.Span))
        {
            // A few odd lines at the start prove nothing; the next ones tell.
            return records.Span.Count((byte)'\n') < Doubt && records.Length < MostBytes / 2
                ? (0, null)
                : (0, new LogProblem(LogProblemKind.UnknownFormat, input.Name, LogFormats.Names).Say());
        }
        var problem = await sender.SendAsync(records.Span.StartsWith("#Fields:"u8) ? default : directive, records, format!.Name, cancellation);
        Heed(records.Span);
        return problem is null ? (records.Length, null) : (0, problem);
    }

    /// <summary>Whether the format is known. One that reads nothing of what comes gives way to one that does: a server's configuration changed.</summary>
    private bool Recognise(ReadOnlySpan<byte> records)
    {
        if (named || (format is not null && Reads(format, records)))
            return true;
        if (LogFormatDetector.Detect([.. directive.Span, .. records]) is { } found)
            format = found;
        return format is not null;
    }

    private bool Reads(LogFormat known, ReadOnlySpan<byte> records)
    {
        var joined = records.ToArray();
        RecordJoiner.Join(joined, known.Shape, last: true);
        foreach (var record in new LogRecords(joined, known.Shape, 1))
        {
            known = known.After(record);
            if (known.Parse(record, scratch, out _) is LineOutcome.Hit or LineOutcome.NotARequest)
                return true;
        }
        return false;
    }

    private void Heed(ReadOnlySpan<byte> records)
    {
        var at = records.LastIndexOf("\n#Fields:"u8) + 1;
        if (!records[at..].StartsWith("#Fields:"u8))
            return;
        var end = records[at..].IndexOf((byte)'\n');
        directive = end < 0 ? directive : records.Slice(at, end + 1).ToArray();
    }
}
