using System.Formats.Tar;
using System.Net;
using System.Text;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Backups;
using Murmure.Server.Hosting;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Backups;

[WholeServer]
public sealed class BackupTests : IDisposable
{
    private static readonly string[] Names = ["manifest.json", "SHA256SUMS", "metadata.sqlite", "observations.sqlite"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-restore-");

    private string Target => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_backup_made_while_serving_comes_back_whole_without_what_ends_with_its_day()
    {
        await using var host = await FilledAsync();
        var key = File.ReadAllBytes(Directory.GetFiles(Path.Combine(host.Folder, "keys"), "*.key").ShouldHaveSingleItem());
        var backup = await BackupAsync(host);

        var entries = await EntriesAsync(backup);
        entries.Keys.Where(name => !name.StartsWith("keys-app/", StringComparison.Ordinal)).ShouldBe([.. Names, "events.duckdb"]);
        entries.Keys.Count(name => name.StartsWith("keys-app/", StringComparison.Ordinal)).ShouldBe(1);
        foreach (var (name, content) in entries)
            (content.AsSpan().IndexOf("/open-day"u8), content.AsSpan().IndexOf(key)).ShouldBe((-1, -1), name);
        Encoding.UTF8.GetString(entries["manifest.json"]).ShouldContain("the keys of open days");
        Directory.GetFileSystemEntries(Path.Combine(host.Folder, "outgoing")).ShouldBeEmpty();

        var (restored, problem) = await RestoreAsync(backup);
        problem.ShouldBeEmpty();
        restored.ShouldNotBeNull().Counts["closedDays"].ShouldBe(1);
        Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["events.duckdb", "keys-app", "metadata.sqlite", "observations.sqlite"]);
        if (!OperatingSystem.IsWindows())
            foreach (var file in Directory.GetFiles(Target))
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);

        var (opened, refusal) = await DataFolder.OpenAsync(new ServeOptions(0, Target, false), host.Clock, default);
        await using var data = opened.ShouldNotBeNull(refusal);
        var query = new ReportQuery(LiveHost.Host, DayRange.All, [Metric.Visits, Metric.Pageviews]) { Dimensions = [Dimension.Day, Dimension.Channel] };
        var here = await data.Store.QueryAsync(query, default);
        here.Rows.ShouldNotBeEmpty();
        here.Rows.Select(Told).ShouldBe((await host.Store.QueryAsync(query with { Range = DayRange.Of(new DateOnly(2026, 11, 25)) }, default)).Rows.Select(Told));
        MetadataFile.Count(Target)["sites"].ShouldBe(1);
    }

    [Fact]
    public async Task The_network_has_no_backup_to_give()
    {
        await using var host = await LiveHost.StartAsync();
        (await host.Client.GetAsync("/admin/backup")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_byte_changed_anywhere_is_refused_or_changes_nothing_that_is_used()
    {
        await using var host = await FilledAsync();
        var backup = await BackupAsync(host);
        var whole = await EntriesAsync(backup);
        var random = new Random(7);
        // The first blocks hold every kind of header; the rest is content.
        foreach (var at in Enumerable.Range(0, 40).Select(step => step * 131).Concat(Enumerable.Range(0, 40).Select(_ => random.Next(backup.Length))))
        {
            var harmed = backup.ToArray();
            harmed[at] ^= 0x10;
            var (restored, problem) = await RestoreAsync(harmed);
            if (restored is null)
            {
                problem.ShouldNotBeEmpty();
                Directory.GetFileSystemEntries(Target).ShouldBeEmpty($"byte {at}");
                continue;
            }

            foreach (var file in whole.Keys.Except(Names[..2]))
                File.ReadAllBytes(Path.Combine(Target, file)).AsSpan().SequenceEqual(whole[file]).ShouldBeTrue($"byte {at}, {file}");
            Directory.Delete(Target, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_cut_off_is_refused_at_every_length()
    {
        await using var host = await FilledAsync();
        var backup = await BackupAsync(host);
        foreach (var length in new[] { 0, 1, 511, 512, 1024, 3000, backup.Length / 2, backup.Length - 3_000 })
        {
            (await RestoreAsync(backup[..length])).Restored.ShouldBeNull($"{length} bytes");
            Directory.GetFileSystemEntries(Target).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"metadata\": ", "\"metadata\": 9", "does not know")]
    [InlineData("\"closedDays\": 1", "\"closedDays\": 2", "another number of closedDays")]
    public async Task A_later_backup_and_one_that_counts_wrong_are_refused(string is_, string becomes, string says)
    {
        await using var host = await FilledAsync();
        var entries = await EntriesAsync(await BackupAsync(host));
        var told = Encoding.UTF8.GetString(entries["manifest.json"]);
        told.ShouldContain(is_);
        var before = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(entries["manifest.json"]));
        entries["manifest.json"] = Encoding.UTF8.GetBytes(told.Replace(is_, becomes, StringComparison.Ordinal));
        entries["SHA256SUMS"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entries["SHA256SUMS"])
            .Replace(before, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(entries["manifest.json"])), StringComparison.Ordinal));
        var (restored, problem) = await RestoreAsync(Packed(entries));
        restored.ShouldBeNull();
        problem.ShouldContain(says);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("keys/1_20261125.key")]
    [InlineData("keys-app/../../outside.xml")]
    public async Task A_file_that_no_backup_has_is_refused_and_written_nowhere(string name)
    {
        await using var host = await FilledAsync();
        var entries = await EntriesAsync(await BackupAsync(host));
        entries[name] = [1];
        entries["SHA256SUMS"] = [.. entries["SHA256SUMS"], .. Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1]))}  {name}\n")];
        (await RestoreAsync(Packed(entries))).Restored.ShouldBeNull();
        Directory.GetFileSystemEntries(folder.FullName).ShouldBe([Target]);
        Directory.GetFileSystemEntries(Target).ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_are_never_replaced_and_an_interrupted_restore_is_not_served()
    {
        await using var host = await FilledAsync();
        var backup = await BackupAsync(host);
        Directory.CreateDirectory(Path.Combine(Target, "restoring"));
        var (_, refusal) = await DataFolder.OpenAsync(new ServeOptions(0, Target, false), host.Clock, default);
        refusal.ShouldContain("interrupted");
        (await RestoreAsync(backup)).Restored.ShouldNotBeNull("what was interrupted starts again");
        var (restored, problem) = await RestoreAsync(backup);
        restored.ShouldBeNull();
        problem.ShouldContain("not empty");
    }

    private static string Told(ReportRow row) => $"{string.Join('|', row.Keys)}={string.Join('|', row.Counts)}";

    /// <summary>One day closed, one open.</summary>
    private static async Task<LiveHost> FilledAsync()
    {
        var host = await LiveHost.StartAsync(new DateTimeOffset(2026, 11, 25, 21, 0, 0, TimeSpan.Zero));
        await host.ViewAsync("/a", referrer: "https://web.whatsapp.com/");
        await host.ViewAsync("/b", address: "203.0.113.10");
        await host.SettleAsync();
        host.Clock.Advance(TimeSpan.FromHours(5));
        await host.CloseDaysAsync();
        await host.ViewAsync("/open-day");
        await host.SettleAsync();
        return host;
    }

    private static async Task<byte[]> BackupAsync(LiveHost host)
    {
        await using var socket = await AdminConnection.OfRunningAsync(host.Folder, default);
        using var answer = await socket.ShouldNotBeNull().GetAsync("backup", default);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private async Task<(BackupManifest? Restored, string Problem)> RestoreAsync(byte[] backup)
    {
        using var stream = new MemoryStream(backup);
        return await Restore.RunAsync(stream, Target, default);
    }

    private static async Task<Dictionary<string, byte[]>> EntriesAsync(byte[] backup)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var tar = new TarReader(new MemoryStream(backup));
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            await (entry.DataStream ?? Stream.Null).CopyToAsync(content);
            entries.Add(entry.Name, content.ToArray());
        }

        return entries;
    }

    private static byte[] Packed(Dictionary<string, byte[]> entries)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return packed.ToArray();
    }
}
