using Murmure.Server.Analysis;
using Murmure.Server.Ingest;
using Murmure.Server.Tests.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Analysis;

public sealed class PreviewFoldTests
{
    private static readonly DateTime Ten = new(2026, 11, 9, 10, 0, 0, DateTimeKind.Utc);
    private readonly IngestPipeline door = Doors.Open();

    [Fact]
    public void What_a_sender_types_and_the_image_of_it_are_one_preview_at_the_longest_address()
    {
        var fold = new PreviewFold();
        var preview = Folded(fold, (0, "/"), (2, "/a"), (5, "/art"), (7, "/article-of-the-day"), (8, "/article.jpg")).ShouldHaveSingleItem();
        (preview.Page, preview.Time, preview.Platform).ShouldBe(("/article-of-the-day", Ten, "whatsapp"));
        fold.Folded.ShouldBe(4);
    }

    [Fact]
    public void A_sender_who_deletes_what_was_typed_still_shares_the_longest_address() =>
        Folded((0, "/article"), (3, "/art"), (6, "/")).ShouldHaveSingleItem().Page.ShouldBe("/article");

    [Fact]
    public void Signal_types_as_whatsapp_does() =>
        Previews(new PreviewFold(), [At(0, "/", "WhatsApp/2"), At(3, "/art", "WhatsApp/2"), At(5, "/article", "WhatsApp/2")])
            .ShouldHaveSingleItem().Platform.ShouldBe("signal");

    [Fact]
    public void Two_devices_that_share_one_page_are_two_previews() =>
        Previews(new PreviewFold(), [At(0, "/article"), At(1, "/article") with { Address = "203.0.113.10" }]).Count.ShouldBe(2);

    [Fact]
    public void Two_applications_behind_one_address_are_two_previews() =>
        Previews(new PreviewFold(), [At(0, "/article"), At(1, "/article", "WhatsApp/2")]).Count.ShouldBe(2);

    [Fact]
    public void A_device_that_shares_two_pages_made_two_previews() =>
        Folded((0, "/article"), (20, "/other")).Select(preview => preview.Page).ShouldBe(["/article", "/other"]);

    [Theory]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    public void After_a_minute_the_same_page_is_shared_again(int seconds, int previews) =>
        Folded((0, "/article"), (seconds, "/article")).Count.ShouldBe(previews);

    [Fact]
    public void An_operators_server_that_asks_for_two_pages_makes_two_previews_and_asking_again_makes_none() =>
        Previews(new PreviewFold(), [At(0, "/a", Asked.Telegram), At(1, "/ab", Asked.Telegram), At(2, "/a", Asked.Telegram), At(3, "/ab", Asked.Telegram)])
            .Select(preview => preview.Page).Order(StringComparer.Ordinal).ShouldBe(["/a", "/ab"]);

    [Fact]
    public void A_part_alone_is_no_preview()
    {
        var fold = new PreviewFold();
        Folded(fold, (0, "/photo.jpg")).ShouldBeEmpty();
        fold.Folded.ShouldBe(1);
    }

    [Fact]
    public void Days_in_any_order_give_the_same_previews()
    {
        const int day = 24 * 3600;
        var asked = new (int, string)[] { (0, "/"), (4, "/art"), (9, "/article"), (70, "/"), (75, "/other") };
        var later = asked.Select(one => (one.Item1 + day, one.Item2)).ToArray();
        var forwards = Folded([.. asked, .. later]);
        Folded([.. later, .. asked]).OrderBy(preview => preview.Time).ShouldBe(forwards.OrderBy(preview => preview.Time));
        forwards.Count.ShouldBe(4);
    }

    /// <summary>Two servers write one log, or two logs are read one after the other: lines of one minute need not be in order.</summary>
    [Fact]
    public void Lines_of_one_minute_in_any_order_are_one_preview() =>
        Folded((5, "/article"), (0, "/"), (2, "/art")).ShouldHaveSingleItem().Page.ShouldBe("/article");

    [Fact]
    public void What_waits_is_bounded_by_the_minute()
    {
        var fold = new PreviewFold();
        var settled = 0;
        for (var i = 0; i < 10_000; i++)
            settled += fold.Add((At(i, "/article") with { Address = $"10.1.{i / 250}.{i % 250}" }).Through(door)).Count;
        settled.ShouldBeGreaterThan(9_800);
        (settled + fold.Drain().Count).ShouldBe(10_000);
    }

    private static Asked At(int seconds, string target, string agent = Asked.WhatsApp) => new() { Time = Ten.AddSeconds(seconds), Target = target, Agent = agent };

    private List<StoredEvent> Folded(params (int Seconds, string Target)[] asked) => Folded(new PreviewFold(), asked);

    private List<StoredEvent> Folded(PreviewFold fold, params (int Seconds, string Target)[] asked) =>
        Previews(fold, asked.Select(one => At(one.Seconds, one.Target)));

    private List<StoredEvent> Previews(PreviewFold fold, IEnumerable<Asked> asked) =>
        [.. asked.SelectMany(one => fold.Add(one.Through(door))), .. fold.Drain()];
}
