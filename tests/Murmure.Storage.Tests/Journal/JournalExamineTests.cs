using System.Security.Cryptography;

namespace Murmure.Storage.Tests;

public sealed class JournalExamineTests : IDisposable
{
    private readonly JournalFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_journal_that_waits_and_is_torn_is_told_as_an_opening_would_find_it_and_left_as_it_is()
    {
        JournalOptions killed;
        using (var journal = Journal.Open(folder.Options, TimeProvider.System))
        {
            journal.Append(1);
            journal.Release(journal.Append(2));
            journal.Append(3);
            journal.Append(4);
            killed = folder.Killed();
        }

        var segment = Directory.GetFiles(killed.Folder).Order(StringComparer.Ordinal).First(file => JournalFolder.DataEnd(file) > 100);
        JournalFolder.Alter(segment, JournalFolder.DataEnd(segment) - 3, b => (byte)~b);
        var before = Sums(killed.Folder);
        var told = Journal.Examine(killed.Folder).ShouldNotBeNull();
        Sums(killed.Folder).ShouldBe(before);
        told.Records.ShouldBe(1, "two are released and the last one is torn");
        told.TornBytes.ShouldBeGreaterThan(0);
        using var opened = Journal.Open(killed, TimeProvider.System);
        opened.Recovery.ShouldBe(told);
    }

    [Fact]
    public void A_folder_without_a_journal_has_none_and_gets_none()
    {
        Journal.Examine(folder.Path).ShouldBeNull();
        Journal.VersionOf(folder.Path).ShouldBeNull();
        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public void A_journal_in_use_is_said_to_be_and_its_format_is_known_all_the_same()
    {
        using var journal = Journal.Open(folder.Options, TimeProvider.System);
        journal.Append(1);
        Should.Throw<JournalInUseException>(() => Journal.Examine(folder.Path));
        Journal.VersionOf(folder.Path).ShouldNotBeNull().IsNewer.ShouldBeFalse();
    }

    private static List<string> Sums(string path) => [.. Directory.EnumerateFiles(path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
}
