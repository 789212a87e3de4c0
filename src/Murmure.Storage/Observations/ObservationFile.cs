using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage.Observations;

/// <summary>
/// Counts of what services outside tell, in a file of their own. Recognising what was told before and counting it are one transaction: after a crash nothing is
/// lost that was answered for, and nothing counts twice. Many askers share a transaction, so that a thousand webhooks a second are some dozen of them.
/// </summary>
public sealed class ObservationFile : IAsyncDisposable
{
    public const string Name = "observations.sqlite";

    /// <summary>More wait for the next transaction.</summary>
    private const int MostAtOnce = 512;

    /// <summary>Then a webhook is told to come again.</summary>
    private const int MostWaiting = 20_000;

    /// <summary>Hashes of a table that are forgotten in one transaction: some milliseconds' worth.</summary>
    private const int MostForgotten = 2_000;

    private readonly string setting;
    private readonly SqliteConnection connection;
    private readonly ObservationWriter writer;
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task loop;

    private ObservationFile(string setting, SqliteConnection connection)
    {
        (this.setting, this.connection) = (setting, connection);
        writer = new ObservationWriter(connection);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Opens the file, made when absent, for its owner only.</summary>
    /// <exception cref="Events.NewerStoreException">A later Murmure wrote it.</exception>
    public static ObservationFile Open(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            PrivateFolder.MakeFile(path);
        var reach = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 10 }.ConnectionString;
        var opened = new SqliteConnection(reach);
        opened.Open();
        ObservationSchema.Migrate(opened);
        return new ObservationFile(reach, opened);
    }

    /// <summary>Counts what was not told before, and remembers it; done when it cannot be lost by the end of the process.</summary>
    /// <returns>How many of them were new; null when too many wait.</returns>
    public Task<int?> AppendAsync(IReadOnlyList<ObservationCount> counts, int keyDay, CancellationToken cancellation) => WriteAsync(() => writer.Count(counts, keyDay), cancellation);

    /// <summary>As <see cref="AppendAsync"/>, and waits for its turn, however many wait: of what we did ourselves, which nobody tells again.</summary>
    public Task<int> AppendInTurnAsync(IReadOnlyList<ObservationCount> counts, int keyDay, CancellationToken cancellation) => WriteInTurnAsync(() => writer.Count(counts, keyDay), cancellation);

    /// <summary>Whether something was told before, by its hashes, and counted.</summary>
    public async Task<bool> KnowsAsync(IReadOnlyList<long> once, CancellationToken cancellation)
    {
        if (once.Count == 0)
            return false;
        await using var reading = new SqliteConnection(setting);
        await reading.OpenAsync(cancellation);
        await using var command = reading.CreateCommand();
#pragma warning disable CA2100 // The condition is made of numbers.
        command.CommandText = $"/* ObservationFile.Knows */ SELECT EXISTS (SELECT 1 FROM told WHERE hash IN ({Listed(once)}))";
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellation) is 1L;
    }

    /// <summary>Remembers which post a message is of, by its newest hash; what was told of it before it was known is of that post from then on. It waits for its turn.</summary>
    /// <param name="message">Its hashes, the newest first.</param>
    public Task<int> RememberAsync(IReadOnlyList<long> message, int keyDay, long post, CancellationToken cancellation) => WriteInTurnAsync(() => writer.Remember(message, keyDay, post), cancellation);

    /// <summary>Forgets by what messages were recognised under keys of days before this one, bit by bit, so that nobody waits for long.</summary>
    public async Task ForgetAsync(int before, CancellationToken cancellation)
    {
        while (await WriteInTurnAsync(() => writer.Forget(before, MostForgotten), cancellation) > 0)
        {
            // There is more.
        }
    }

    /// <summary>Erases what a connection counted on some days. It waits for its turn, however many wait: what is to be gone is not put off.</summary>
    /// <returns>How many counts those were.</returns>
    public Task<int> EraseAsync(long connectionNumber, DayRange days, CancellationToken cancellation) => WriteInTurnAsync(() => writer.Erase(connectionNumber, days), cancellation);

    /// <summary>The counts of some posts, by day.</summary>
    public Task<IReadOnlyList<ObservationCount>> OfPostsAsync(IReadOnlyList<long> posts, CancellationToken cancellation) =>
        ReadAsync($"post IN ({Listed(posts)})", cancellation);

    /// <summary>The counts of a connection, by day, whatever post they are of.</summary>
    public Task<IReadOnlyList<ObservationCount>> OfConnectionAsync(long number, CancellationToken cancellation) =>
        ReadAsync(string.Create(CultureInfo.InvariantCulture, $"connection = {number}"), cancellation);

    /// <summary>What this version writes.</summary>
    public static SchemaVersion CurrentVersion { get; } = new("observations", ObservationSchema.Version, ObservationSchema.Version, ObservationSchema.Version);

    /// <summary>The file's version; null when there is none.</summary>
    public static SchemaVersion? VersionOf(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Name)))
            return null;
        using var reading = Alone(Path.Combine(folder, Name), SqliteOpenMode.ReadOnly);
        var version = SqliteSteps.VersionOf(reading);
        return CurrentVersion with { Lowest = version, Highest = version };
    }

    /// <summary>Copies the counts into a new file, also while a server works with it. PRIVACY: what messages are recognised by is in no backup.</summary>
    public static void Copy(string folder, string path)
    {
        using (var reading = Alone(Path.Combine(folder, Name), SqliteOpenMode.ReadOnly))
            ObservationSchema.CopyTo(reading, path);
        using var copy = Alone(path, SqliteOpenMode.ReadWrite);
        ObservationSchema.Bare(copy);
    }

    private static SqliteConnection Alone(string path, SqliteOpenMode mode)
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, DefaultTimeout = 10, Pooling = false }.ConnectionString);
        opened.Open();
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
        writer.Dispose();
        await connection.DisposeAsync();
    }

    private static string Listed(IEnumerable<long> numbers) => string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private async Task<IReadOnlyList<ObservationCount>> ReadAsync(string condition, CancellationToken cancellation)
    {
        await using var reading = new SqliteConnection(setting);
        await reading.OpenAsync(cancellation);
        await using var command = reading.CreateCommand();
#pragma warning disable CA2100 // The condition is made of numbers.
        command.CommandText = $"/* ObservationFile.Read */ SELECT connection, post, kind, detail, day, amount, total FROM counts WHERE {condition} ORDER BY connection, post, kind, detail, day";
#pragma warning restore CA2100
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var counts = new List<ObservationCount>();
        while (await rows.ReadAsync(cancellation))
        {
            counts.Add(new ObservationCount(
                rows.GetInt64(0), rows.GetInt64(1), rows.GetString(2), rows.GetString(3), DateOnly.ParseExact(rows.GetString(4), "yyyy-MM-dd", CultureInfo.InvariantCulture), rows.GetInt64(5), rows.GetBoolean(6)));
        }
        return counts;
    }

    private async Task<int?> WriteAsync(Func<int> work, CancellationToken cancellation)
    {
        var mine = new Waiting(work);
        if (!waiting.Writer.TryWrite(mine))
            return null;
        return await mine.Done.Task.WaitAsync(cancellation);
    }

    private async Task<int> WriteInTurnAsync(Func<int> work, CancellationToken cancellation)
    {
        var mine = new Waiting(work);
        await waiting.Writer.WriteAsync(mine, cancellation);
        return await mine.Done.Task.WaitAsync(cancellation) ?? 0;
    }

    private async Task RunAsync()
    {
        var turn = new List<Waiting>(MostAtOnce);
        while (await waiting.Reader.WaitToReadAsync())
        {
            turn.Clear();
            while (turn.Count < MostAtOnce && waiting.Reader.TryRead(out var next))
                turn.Add(next);
            Write(turn);
        }
    }

    /// <summary>One transaction for all of them: all are answered when it is done, or none is in it.</summary>
    private void Write(List<Waiting> turn)
    {
        try
        {
            var results = writer.InTransaction(() => turn.ConvertAll(one => one.Work()));
            for (var i = 0; i < turn.Count; i++)
                turn[i].Done.SetResult(results[i]);
        }
        catch (SqliteException fault)
        {
            foreach (var one in turn)
                one.Done.TrySetException(new IOException($"Observations could not be written: SQLite's error {fault.SqliteExtendedErrorCode}.", fault));
        }
        // One that cannot be written at all must not take along those who share its turn.
        catch (Exception) when (turn.Count > 1)
        {
            foreach (var one in turn)
                Write([one]);
        }
        // Nor end the loop: everybody after it would wait for ever.
        catch (Exception fault)
        {
            turn[0].Done.TrySetException(new IOException("An observation could not be written.", fault));
        }
    }

    private sealed class Waiting(Func<int> work)
    {
        public Func<int> Work { get; } = work;

        public TaskCompletionSource<int?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
