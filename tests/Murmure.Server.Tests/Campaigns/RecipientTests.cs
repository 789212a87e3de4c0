using System.Security.Cryptography;
using Murmure.Server.Campaigns.Sends;
using Murmure.Server.Connections;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Campaigns;

/// <summary>Lists as members hand them in, and as they lie on disk.</summary>
public sealed class RecipientTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-sends-");

    [Theory]
    [InlineData("phone\n+33612345678\n+33687654321", "", "33612345678 33687654321")]
    [InlineData("Nom;Numéro de téléphone;Téléphone\nChantal;1;+33 6 12 34 56 78\nPaul;2;0033.6.87.65.43.21", "", "33612345678 33687654321")]
    [InlineData("a,b\nx,+33612345678", "B", "33612345678")]
    [InlineData("a\tb\nx\t+33612345678", "2", "33612345678")]
    [InlineData("+33612345678\n+33687654321", "", "33612345678 33687654321")]
    [InlineData("name,\"+33612345678\"\nx,'+33687654321", "", "33612345678 33687654321")]
    [InlineData("phone\n+33612345678\n+33 6 12 34 56 78", "", "33612345678 doubles 1")]
    [InlineData("phone\n+5215512345678\n+525512345678", "", "5215512345678 doubles 1")]
    [InlineData("phone\n0612345678\n612345678\nChantal\n\n+33612345678\n=HYPERLINK(1)", "", "33612345678 wrong 2,3,4,7")]
    [InlineData("phone\n", "", "send.list.none")]
    [InlineData("phone\n0612345678", "", "send.list.none")]
    [InlineData("", "", "send.list.empty")]
    [InlineData("a,b\n1,2", "", "send.list.column")]
    [InlineData("a,b\n1,2", "c", "send.list.column")]
    [InlineData("a,b\n1,2", "3", "send.list.column")]
    public void A_table_gives_its_numbers_once_each_and_says_where_there_are_none(string text, string column, string expected)
    {
        var (read, problem) = RecipientReader.Read(text, column);
        (read is null ? problem : string.Join(' ', read.Numbers) + (read.Doubles > 0 ? $" doubles {read.Doubles}" : "") + (read.WrongCount > 0 ? " wrong " + string.Join(',', read.Wrong) : "")).ShouldBe(expected);
    }

    [Fact]
    public void A_table_of_too_many_is_refused_and_any_bytes_are_no_fault()
    {
        RecipientReader.Read("phone\n" + string.Join('\n', Enumerable.Range(0, RecipientList.Most + 1).Select(i => $"+3361{i:0000000}")), "").Problem.ShouldBe("send.list.many");
        foreach (var text in new[] { "\"", "\"a\nb", "\0\0", new string(',', 10_000), "phone\n\"+336\"12\"345678\"", "\uFFFD\uD800" })
            Should.NotThrow(() => RecipientReader.Read(text, ""));
    }

    [Fact]
    public void A_list_keeps_how_far_it_is_and_numbers_can_only_be_read_with_their_key()
    {
        var (path, key) = (Path.Combine(folder.FullName, "7.list"), RandomNumberGenerator.GetBytes(32));
        using (var list = RecipientList.Make(path, key, new ListHead(7, DateTimeOffset.UnixEpoch, SendStage.Ready), ["33612345678", "33687654321", "336000000000001"]))
        {
            list.PersonAt(0)!.Reveal().ShouldBe("33612345678");
            list.PersonAt(2)!.Reveal().ShouldBe("336000000000001");
            list.Mark([0], RecipientState.Sent);
            list.Mark([1], RecipientState.HandedOver);
            list.Go(SendStage.Going);
        }
        using (var again = RecipientList.Open(path, key)!)
        {
            (again.Head, again.Tally()).ShouldBe((new ListHead(7, DateTimeOffset.UnixEpoch, SendStage.Going), new SendTally(1, 0, 1, 0, 0, 1, 0)));
            again.PersonAt(1)!.Reveal().ShouldBe("33687654321");
        }
        using (var stranger = RecipientList.Open(path, RandomNumberGenerator.GetBytes(32))!)
            stranger.PersonAt(0).ShouldBeNull();
        foreach (var number in new[] { "33612345678", "612345678", "87654321" })
            Stored.Holds(folder.FullName, number).ShouldBeFalse();
        var bytes = File.ReadAllBytes(path);
        (bytes[40], bytes[80]) = (bytes[80], bytes[40]);
        File.WriteAllBytes(path, bytes);
        (bytes[32], bytes[24]) = (200, 200);
        File.WriteAllBytes(path, bytes);
        using var changed = RecipientList.Open(path, key)!;
        changed.Tally().Unsure.ShouldBe(2, "a state that is none is nobody's word");
        changed.PersonAt(0).ShouldBeNull("a record that was changed is none");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_a_shorter_list_or_none()
    {
        var (path, key) = (Path.Combine(folder.FullName, "7.list"), RandomNumberGenerator.GetBytes(32));
        RecipientList.Make(path, key, new ListHead(7, DateTimeOffset.UnixEpoch, SendStage.Ready), ["33612345678", "33687654321"]).Dispose();
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using var list = RecipientList.Open(path, key);
            (list?.Tally().All ?? 0).ShouldBeLessThan(2);
        }
    }

    [Fact]
    public void What_lacks_its_other_half_is_destroyed_at_the_start()
    {
        var (data, keys) = (Path.Combine(folder.FullName, "data"), new SendKeys(Path.Combine(folder.FullName, "keys")));
        Directory.CreateDirectory(data);
        using (var first = new SendFolder(data, keys))
        {
            first.Make(1, ["33612345678"], DateTimeOffset.UnixEpoch).ShouldNotBeNull();
            first.Make(2, ["33612345678"], DateTimeOffset.UnixEpoch).ShouldNotBeNull();
            first.Make(3, ["33612345678"], DateTimeOffset.UnixEpoch).ShouldNotBeNull();
            first.Make(3, ["33612345678"], DateTimeOffset.UnixEpoch).ShouldBeNull();
        }
        keys.Destroy(1);
        File.Delete(Path.Combine(data, "sends", "2.list"));
        using var second = new SendFolder(data, keys);
        second.All.Select(list => list.Head.Post).ShouldBe([3L]);
        Directory.GetFiles(Path.Combine(data, "sends")).Length.ShouldBe(1);
        keys.Posts().ShouldBe([3L]);
        second.Destroy(second.Find(3)!);
        Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(22, 7, 21, false)]
    [InlineData(22, 7, 22, true)]
    [InlineData(22, 7, 3, true)]
    [InlineData(22, 7, 7, false)]
    [InlineData(12, 14, 13, true)]
    [InlineData(12, 14, 14, false)]
    [InlineData(5, 5, 5, false)]
    public void Quiet_hours_are_on_the_readers_clock_and_go_over_midnight(int from, int to, int hour, bool quiet)
    {
        var connection = new Connection { Kind = "whatsapp", Name = "", Address = "", Channel = "", Sealed = [], Root = "", QuietFrom = from, QuietTo = to };
        var at = new DateTimeOffset(2026, 11, 25, hour, 30, 0, TimeSpan.FromHours(1));
        QuietHours.Has(connection, LiveHost.Rules(zone: "Europe/Paris"), at).ShouldBe(quiet);
        QuietHours.Has(new Connection { Kind = "", Name = "", Address = "", Channel = "", Sealed = [], Root = "" }, LiveHost.Rules(), at).ShouldBeFalse();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
