using Murmure.Connectors.Email;

namespace Murmure.Connectors.Tests.Email;

public sealed class TotalsFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("campaign,sent,delivered,clicks,unsubscribed,bounced\nspring,1000,980,110,3,20\n")]
    [InlineData("\uFEFFCampagne;Envoyés;Délivrés;Clics;Désabonnements;Rebonds\r\nspring;1000;980;110;3;20\r\n")]
    [InlineData("Subject\tbounced\tunsubscribed\tclicks\tdelivered\tsent\tcampaign\n\"Hello,\tyou\"\t20\t3\t110\t980\t1000\tspring")]
    public void Columns_are_found_by_name_in_either_language(string text)
    {
        var read = TotalsFile.Read(text, Now).ShouldBeOfType<TotalsResult.Read>();

        read.Campaigns.ShouldBe(1);
        read.Observations[0].ShouldSatisfyAllConditions(one => one.Kind.ShouldBe(ObservationKind.Failed), one => one.Clears.ShouldBeTrue("bounces that were told in parts before are none beside these"));
        read.Observations.Skip(1).Select(one => (one.Kind, one.Message, one.Amount)).ShouldBe(
        [
            (ObservationKind.Sent, "spring", 1000), (ObservationKind.Delivered, "spring", 980), (ObservationKind.Click, "spring", 110), (ObservationKind.Refusal, "spring", 3), (ObservationKind.Failed, "spring", 20),
        ]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("email,name\nanne@example.org,Anne", 1)]
    [InlineData("campaign,campaign\na,b", 1)]
    [InlineData("campaign,sent,Envoyés\na,1,2", 1)]
    [InlineData("campaign,sent\na,1\nb", 3)]
    [InlineData("campaign,sent\na,12.5", 2)]
    [InlineData("campaign,sent\na,-1", 2)]
    [InlineData("campaign,sent\na,99999999999999999999", 2)]
    [InlineData("campaign,sent\n\"a,1", 2)]
    [InlineData("campaign,sent\n\"a,1\nb,2\nc,3", 2)]
    [InlineData("campaign,sent\n\"a\nb\",1", 2)]
    [InlineData("campaign,sent\n\n  \nb", 4)]
    [InlineData("campaign,sent\n,1", 2)]
    [InlineData("campaign,sent\nanne@example.org,1", 2)]
    [InlineData("campaign,sent\na,1\na,2", 3)]
    public void A_bad_line_is_named_and_nothing_is_taken(string text, int line) => TotalsFile.Read(text, Now).ShouldBeOfType<TotalsResult.Refused>().Line.ShouldBe(line);

    [Fact]
    public void A_cell_that_is_empty_says_nothing() =>
        TotalsFile.Read("campaign,sent,clicks\na,,5", Now).ShouldBeOfType<TotalsResult.Read>().Observations.ShouldHaveSingleItem().Kind.ShouldBe(ObservationKind.Click);
}
