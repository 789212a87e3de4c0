namespace Murmure.Attribution.Tests;

/// <summary>Kept clues read again: what is known stays known, and what is known better now is said.</summary>
public sealed class KeptCluesTests
{
    private static readonly Classifier Classifier = new(Attribution.Catalogue.Load());
    private static readonly KeptClues Nothing = new("none", "", "", "", "", "", "", "", "", "");

    [Theory]
    [InlineData("apps.jsonl")]
    [InlineData("referrers.jsonl")]
    [InlineData("campaigns.jsonl")]
    public void Under_the_same_catalogue_no_row_of_the_corpus_reads_otherwise(string file)
    {
        var (misses, read) = (new List<string>(), 0);
        foreach (var row in CorpusRow.Read(file))
        {
            var answer = Classifier.Classify(new Clues(row.UserAgent, row.Referrer, row.Url, row.RequestedWith, Method: row.Method));
            if (answer.Verdict is not (Verdict.Person or Verdict.Unknown) || answer.Dropped is not null)
                continue;
            var again = Classifier.Reread(Kept(answer));
            read += again is null ? 0 : 1;
            if (again is not null && again != answer.Origin)
                misses.Add($"{row.Id}: {answer.Origin} became {again}");
        }
        misses.ShouldBeEmpty();
        read.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_host_that_nobody_knew_is_named_once_the_catalogue_knows_it()
    {
        var read = Classifier.Reread(Nothing with { Rule = "referrer.other", Clue = "web.whatsapp.com", ReferrerHost = "web.whatsapp.com" }).ShouldNotBeNull();
        (read.Channel, read.Family, read.Grade, read.Sender, read.Evidence.Rule).ShouldBe(("whatsapp", Family.Messaging, Grade.Observed, Sender.Readers, "referrer.host"));
    }

    [Theory]
    [InlineData("share.tag", "mm")] // the tag itself is not kept
    [InlineData("referrer.internal", "")]
    [InlineData("limited", "")] // masked at the door, and never to be unmasked
    [InlineData("", "")] // masked at the close
    [InlineData("referrer.other", "")] // the clue was rare and went
    [InlineData("visit", "")]
    public void Where_a_clue_is_gone_the_origin_stands(string rule, string clue) =>
        Classifier.Reread(Nothing with { Rule = rule, Clue = clue, ReferrerHost = "web.whatsapp.com" }).ShouldBeNull();

    [Fact]
    public void A_campaign_whose_rare_tag_was_folded_stands() =>
        Classifier.Reread(Nothing with { Rule = "campaign.tag", Clue = "utm_source", UtmSource = "other", UtmMedium = "email" }).ShouldBeNull();

    private static KeptClues Kept(Classification answer) => new(
        answer.Origin.Evidence.Rule, answer.Origin.Evidence.Clue ?? "", answer.Referrer.Host, answer.Referrer.Path, answer.Referrer.Package, answer.Query.ClickId,
        answer.Query.UtmSource, answer.Query.UtmMedium, answer.Query.UtmCampaign, answer.Agent.App ?? "");
}
