using System.Globalization;
using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage.Observations;

/// <summary>The statements that write observations, prepared once. One thread at a time.</summary>
internal sealed class ObservationWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand knows;
    private readonly SqliteCommand tells;
    private readonly SqliteCommand finds;
    private readonly SqliteCommand adds;
    private readonly SqliteCommand clears;
    private readonly SqliteCommand remembers;
    private readonly SqliteCommand uncounts;
    private readonly SqliteCommand stands;
    private readonly SqliteCommand drops;
    private readonly SqliteCommand keeps;
    private readonly SqliteCommand strays;
    private readonly SqliteCommand attributes;
    private readonly SqliteCommand unattributes;
    private readonly SqliteCommand settles;

    public ObservationWriter(SqliteConnection connection)
    {
        this.connection = connection;
        knows = Prepare("SELECT 1 FROM told WHERE hash = $hash", "$hash");
        tells = Prepare("INSERT INTO told (hash, day) VALUES ($hash, $day)", "$hash", "$day");
        finds = Prepare("SELECT post FROM messages WHERE hash = $hash", "$hash");
        adds = Prepare(
            """
            INSERT INTO counts (connection, post, kind, detail, day, amount, total) VALUES ($connection, $post, $kind, $detail, $day, $amount, $total)
            ON CONFLICT DO UPDATE SET amount = CASE WHEN excluded.total THEN excluded.amount ELSE amount + excluded.amount END, total = excluded.total
            """, "$connection", "$post", "$kind", "$detail", "$day", "$amount", "$total");
        clears = Prepare(
            """
            INSERT INTO counts (connection, post, kind, detail, day, amount, total)
            SELECT connection, post, kind, detail, $day, 0, 1 FROM counts WHERE connection = $connection AND post = $post AND kind = $kind AND total GROUP BY detail
            ON CONFLICT DO UPDATE SET amount = 0
            """, "$connection", "$post", "$kind", "$day");
        remembers = Prepare("INSERT INTO messages (hash, day, post) VALUES ($hash, $day, $post) ON CONFLICT DO UPDATE SET post = excluded.post", "$hash", "$day", "$post");
        uncounts = Prepare(
            """
            UPDATE counts SET amount = max(0, counts.amount - latest.amount) FROM latest
            WHERE hash = $hash AND counts.connection = latest.connection AND counts.post = latest.post AND counts.kind = latest.kind AND counts.detail = latest.detail AND counts.day = latest.counted
            """, "$hash");
        stands = Prepare(
            "SELECT 1 FROM latest WHERE hash = $hash AND connection = $connection AND post = $post AND kind = $kind AND detail = $detail AND counted = $counted AND amount = $amount",
            "$hash", "$connection", "$post", "$kind", "$detail", "$counted", "$amount");
        drops = Prepare("DELETE FROM latest WHERE hash = $hash", "$hash");
        keeps = Prepare(
            "INSERT INTO latest (hash, day, connection, post, kind, detail, counted, amount) VALUES ($hash, $day, $connection, $post, $kind, $detail, $counted, $amount)",
            "$hash", "$day", "$connection", "$post", "$kind", "$detail", "$counted", "$amount");
        strays = Prepare(
            """
            INSERT INTO strays (hash, day, connection, kind, detail, counted, amount, total) VALUES ($hash, $day, $connection, $kind, $detail, $counted, $amount, $total)
            ON CONFLICT DO UPDATE SET amount = CASE WHEN excluded.total THEN excluded.amount ELSE amount + excluded.amount END
            """, "$hash", "$day", "$connection", "$kind", "$detail", "$counted", "$amount", "$total");
        // A total that was told since is the newer one.
        attributes = Prepare(
            """
            INSERT INTO counts (connection, post, kind, detail, day, amount, total) SELECT connection, $post, kind, detail, counted, amount, total FROM strays WHERE hash = $hash
            ON CONFLICT DO UPDATE SET amount = CASE WHEN excluded.total THEN amount ELSE amount + excluded.amount END
            """, "$hash", "$post");
        unattributes = Prepare(
            """
            UPDATE counts SET amount = max(0, counts.amount - strays.amount) FROM strays
            WHERE hash = $hash AND NOT strays.total AND counts.connection = strays.connection AND counts.post = 0 AND counts.kind = strays.kind AND counts.detail = strays.detail AND counts.day = strays.counted
            """, "$hash");
        settles = Prepare("DELETE FROM strays WHERE hash = $hash", "$hash");
    }

    private IEnumerable<SqliteCommand> All => [knows, tells, finds, adds, clears, remembers, uncounts, stands, drops, keeps, strays, attributes, unattributes, settles];

    public T InTransaction<T>(Func<T> work)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var command in All)
            command.Transaction = transaction;
        var result = work();
        transaction.Commit();
        return result;
    }

    public int Count(IReadOnlyList<ObservationCount> counts, int keyDay)
    {
        var added = 0;
        foreach (var count in counts)
        {
            if (count.Once.Count > 0)
            {
                if (count.Once.Any(hash => Ask(knows, hash) is not null))
                    continue;
                Do(tells, count.Once[0], keyDay);
            }
            var post = count.Post != 0 ? count.Post : count.Message.Select(hash => Ask(finds, hash)).FirstOrDefault(found => found is not null) as long? ?? 0;
            if (post == 0 && count.Message.Count > 0)
            {
                Stray(count, keyDay);
                // Totals of several messages cannot be added up without knowing which is whose.
                if (count.IsTotal)
                    continue;
            }
            // A service that is asked every few minutes says the same of nearly everything.
            if (count.Latest.Count > 0 && !count.TakesBack && Stands(count, post))
                continue;
            if (count.Latest.Count > 0 && TakeBack(count.Latest) && count.TakesBack)
                added++;
            else
                added += Write(count, post, keyDay);
        }
        return added;
    }

    /// <summary>Whether it is what the last word said, under the newest key.</summary>
    private bool Stands(ObservationCount count, long post)
    {
        Bind(stands, count.Latest[0], count.Connection, post, count.Kind, count.Detail, Written(count.Day), count.Amount);
        return stands.ExecuteScalar() is not null;
    }

    /// <summary>Takes back what was counted for the word before; false where none is known.</summary>
    // TRICKY: words count in the order in which they come. A service that tells of one again hours later, after a newer one, leaves the older one's name standing, and the number right.
    private bool TakeBack(IReadOnlyList<long> latest)
    {
        var taken = false;
        foreach (var hash in latest)
        {
            Do(uncounts, hash);
            taken |= Do(drops, hash) > 0;
        }
        return taken;
    }

    private int Write(ObservationCount count, long post, int keyDay)
    {
        var day = Written(count.Day);
        if (count.Latest.Count > 0 && !count.TakesBack)
            Do(keeps, count.Latest[0], keyDay, count.Connection, post, count.Kind, count.Detail, day, count.Amount);
        if (count.Clears)
        {
            Do(clears, count.Connection, post, count.Kind, day);
            return 0;
        }
        Do(adds, count.Connection, post, count.Kind, count.Detail, day, count.Amount, count.IsTotal);
        return 1;
    }

    /// <summary>What was told of a message that nobody knows yet: a service is at times faster than its own answer. One that is changed later on is none of these.</summary>
    private void Stray(ObservationCount count, int keyDay)
    {
        if (!count.Clears && count.Latest.Count == 0)
            Do(strays, count.Message[0], keyDay, count.Connection, count.Kind, count.Detail, Written(count.Day), count.Amount, count.IsTotal);
    }

    /// <param name="message">Its hashes, the newest first.</param>
    public int Remember(IReadOnlyList<long> message, int keyDay, long post)
    {
        foreach (var hash in message)
        {
            // There is nearly never one.
            if (Do(attributes, hash, post) == 0)
                continue;
            Do(unattributes, hash);
            Do(settles, hash);
        }
        return Do(remembers, message[0], keyDay, post);
    }

    /// <summary>At most so many of each table: what is overwritten on disk takes its time, and others wait for it.</summary>
    public int Forget(int before, int most)
    {
        (string, object)[] of = [("$before", before), ("$most", most)];
        return Run("DELETE FROM told WHERE rowid IN (SELECT rowid FROM told WHERE day < $before LIMIT $most)", of)
            + Run("DELETE FROM messages WHERE rowid IN (SELECT rowid FROM messages WHERE day < $before LIMIT $most)", of)
            + Run("DELETE FROM latest WHERE rowid IN (SELECT rowid FROM latest WHERE day < $before LIMIT $most)", of)
            + Run("DELETE FROM strays WHERE rowid IN (SELECT rowid FROM strays WHERE day < $before LIMIT $most)", of);
    }

    public int Erase(long number, DayRange days)
    {
        (string, object)[] of = [("$number", number), ("$from", Written(days.From)), ("$to", Written(days.To))];
        Run("DELETE FROM latest WHERE connection = $number AND counted BETWEEN $from AND $to", of);
        Run("DELETE FROM strays WHERE connection = $number AND counted BETWEEN $from AND $to", of);
        return Run("DELETE FROM counts WHERE connection = $number AND day BETWEEN $from AND $to", of);
    }

    public void Dispose()
    {
        foreach (var command in All)
            command.Dispose();
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of this class.
        command.CommandText = "/* ObservationWriter */ " + sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static object? Ask(SqliteCommand command, long hash)
    {
        command.Parameters[0].Value = hash;
        return command.ExecuteScalar();
    }

    private static int Do(SqliteCommand command, params object[] values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private int Run(string sql, params (string Name, object Value)[] values)
    {
        using var command = Prepare(sql, [.. values.Select(one => one.Name)]);
        command.Transaction = adds.Transaction;
        return Do(command, [.. values.Select(one => one.Value)]);
    }
}
