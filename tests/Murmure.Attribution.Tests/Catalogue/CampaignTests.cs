namespace Murmure.Attribution.Tests;

public sealed class CampaignTests
{
    private static readonly Catalogue Catalogue = Catalogue.Load();

    [Theory]
    [InlineData("WhatsApp", "whatsapp")]
    [InlineData("wa", "whatsapp")]
    [InlineData("whats_app", "whatsapp")]
    [InlineData(" whats app ", "whatsapp")]
    [InlineData("fb", "facebook")]
    [InlineData("facebook-ads", "facebook")]
    [InlineData("l.facebook.com", "facebook")]
    [InlineData("ig", "instagram")]
    [InlineData("insta_story", "instagram")]
    [InlineData("Newsletter", "email")]
    [InlineData("SMS", "sms")]
    [InlineData("signal", "signal")]
    [InlineData("chatgpt.com", "chatgpt")]
    public void A_source_names_its_channel_in_any_spelling(string source, string slug) => (Catalogue.FindUtmSource(source)?.Slug).ShouldBe(slug);

    [Theory]
    [InlineData("")]
    [InlineData("partner")]
    [InlineData("whatsappening")]
    [InlineData("teams-paris-2026")]
    [InlineData("signal-to-noise")]
    [InlineData("walmart.com")]
    public void A_source_that_names_no_channel_names_none(string source) => Catalogue.FindUtmSource(source).ShouldBeNull();

    [Theory]
    [InlineData("gclid", "google", true)]
    [InlineData("GBRAID", "google", true)]
    [InlineData("msclkid", "bing", true)]
    [InlineData("fbclid", "facebook", false)]
    [InlineData("igshid", "instagram", false)]
    [InlineData("ttclid", "tiktok", true)]
    [InlineData("twclid", "x", true)]
    [InlineData("li_fat_id", "linkedin", true)]
    [InlineData("ScCid", "snapchat", true)]
    [InlineData("epik", "pinterest", false)]
    [InlineData("mc_eid", "mailchimp", false)]
    public void A_click_id_names_its_network_and_whether_it_was_bought(string parameter, string slug, bool paid)
    {
        var found = Catalogue.FindClickId(parameter).ShouldNotBeNull();
        found.Channel.Slug.ShouldBe(slug);
        found.Paid.ShouldBe(paid);
    }
}
