using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Imports;

namespace Murmure.Server.Logs.Follow;

/// <summary>
/// Sends records to a server until it has them. Whether a call that failed was taken nobody knows, so whatever fails is sent again, in a new run
/// that begins with the lines before it: the server counts equal lines through a run, and so recognises each that it has.
/// </summary>
internal sealed class FollowSender(AdminConnection connection, string query, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Equal lines are of the same second: they stand closer together than this.</summary>
    private const int WindowBytes = 64 * 1024;

    private string run = NewRun();
    private byte[] window = [];
    private bool begun;

    private readonly record struct Outcome(ImportAnswer? Answer, string? Refused, string? Away);

    /// <summary>What became of all that was sent.</summary>
    public ImportAnswer Total { get; private set; } = ImportAnswer.Nothing;

    /// <summary>What is sent next has only this text before it, in whole lines: equal lines are numbered from there.</summary>
    public void Begin(ReadOnlyMemory<byte> before) => (window, run, begun) = (before.ToArray(), NewRun(), false);

    /// <summary>Returns when the server has the records.</summary>
    /// <param name="directive">What a W3C log's fields are; empty for other formats.</param>
    /// <returns>Why the server will never take them, in one line; null when it has.</returns>
    public async Task<string?> SendAsync(ReadOnlyMemory<byte> directive, ReadOnlyMemory<byte> records, string format, CancellationToken cancellation)
    {
        for (var wait = TimeSpan.Zero; ; wait = wait == TimeSpan.Zero ? FirstWait : TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, LongestWait.Ticks)))
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellation);
            var outcome = await TryAsync(directive, records, format, cancellation);
            if (outcome.Refused is { } refused)
                return refused;
            if (outcome.Answer is { } answer)
            {
                if (wait > TimeSpan.Zero)
                    say("the server takes lines again.");
                Total += answer;
                Remember(records.Span);
                return null;
            }
            if (wait == TimeSpan.Zero)
                say($"{outcome.Away} The log is read on when the server takes lines again. Lines of a day count until two hours after its end.");
            (run, begun) = (NewRun(), false);
        }
    }

    private async Task<Outcome> TryAsync(ReadOnlyMemory<byte> directive, ReadOnlyMemory<byte> records, string format, CancellationToken cancellation)
    {
        if (!begun && window.Length > 0 && await PostAsync(directive, window, format, cancellation) is { Answer: null } failed)
            return failed;
        begun = true;
        return await PostAsync(directive, records, format, cancellation);
    }

    private async Task<Outcome> PostAsync(ReadOnlyMemory<byte> directive, ReadOnlyMemory<byte> records, string format, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var body = new ByteArrayContent([.. directive.Span, .. records.Span]);
            using var answer = await connection.PostAsync($"imports?{query}&format={Uri.EscapeDataString(format)}&run={run}", body, limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                var said = await AdminConnection.SayAsync(answer, limit.Token);
                return IsFinal(answer.StatusCode) ? new Outcome(null, said, null) : new Outcome(null, null, said);
            }
            var done = (await answer.Content.ReadFromJsonAsync<ImportAnswer>(JsonSerializerOptions.Web, limit.Token))!;
            return done.Trouble is { } trouble ? new Outcome(null, null, trouble + ".") : new Outcome(done, null, null);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && fault is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            return new Outcome(null, null, "No Murmure answers just now.");
        }
    }

    /// <summary>What no repeating mends: a wrong key, a site that is not there.</summary>
    private static bool IsFinal(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    private void Remember(ReadOnlySpan<byte> records)
    {
        byte[] all = records.Length >= WindowBytes ? records[^WindowBytes..].ToArray() : [.. window, .. records];
        if (all.Length <= WindowBytes && records.Length < WindowBytes)
        {
            window = all;
            return;
        }
        var kept = all.AsSpan(Math.Max(0, all.Length - WindowBytes));
        window = kept[(kept.IndexOf((byte)'\n') + 1)..].ToArray();
    }

    private static string NewRun() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
