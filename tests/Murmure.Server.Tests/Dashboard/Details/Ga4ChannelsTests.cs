using Murmure.Attribution;
using Murmure.Server.Dashboard.Details.Google;

namespace Murmure.Server.Tests.Dashboard.Details;

/// <summary>One case a row: what a visit left, and the group that Google's published definitions put it in.</summary>
public sealed class Ga4ChannelsTests
{
    private static readonly Catalogue Catalogue = Catalogue.Load();

    [Theory]
    // Referrers.
    [InlineData("", "", "", "", Ga4Group.Direct)]
    [InlineData("www.google.com", "", "", "", Ga4Group.OrganicSearch)]
    [InlineData("www.bing.com", "", "", "", Ga4Group.OrganicSearch)]
    [InlineData("www.facebook.com", "", "", "", Ga4Group.OrganicSocial)]
    [InlineData("l.facebook.com", "", "", "", Ga4Group.OrganicSocial)]
    [InlineData("t.co", "", "", "", Ga4Group.OrganicSocial)]
    [InlineData("www.youtube.com", "", "", "", Ga4Group.OrganicVideo)]
    [InlineData("chatgpt.com", "", "", "", Ga4Group.AiAssistant)]
    [InlineData("www.lemonde.fr", "", "", "", Ga4Group.Referral)]
    [InlineData("www.amazon.com", "", "", "", Ga4Group.OrganicShopping)]
    // Messengers and mailboxes: the list names a few of their hosts, each whole.
    [InlineData("web.whatsapp.com", "", "", "", Ga4Group.Referral)]
    [InlineData("t.me", "", "", "", Ga4Group.OrganicSocial)]
    [InlineData("l.messenger.com", "", "", "", Ga4Group.OrganicSocial)]
    [InlineData("app.slack.com", "", "", "", Ga4Group.Referral)]
    [InlineData("android-app", "", "", "", Ga4Group.Referral)]
    [InlineData("mail.google.com", "", "", "", Ga4Group.OrganicSearch)]
    [InlineData("outlook.live.com", "", "", "", Ga4Group.Referral)]
    // Tags come before the referrer, and case makes no difference.
    [InlineData("www.google.com", "newsletter", "email", "november", Ga4Group.Email)]
    [InlineData("", "Newsletter", "E-Mail", "", Ga4Group.Email)]
    [InlineData("", "email", "", "", Ga4Group.Email)]
    [InlineData("", "newsletter", "newsletter", "", Ga4Group.Unassigned)]
    [InlineData("", "whatsapp", "message", "", Ga4Group.OrganicSocial)]
    [InlineData("", "whatsapp", "", "", Ga4Group.OrganicSocial)]
    [InlineData("", "signal", "messaging", "", Ga4Group.Unassigned)]
    [InlineData("", "partner", "sms", "", Ga4Group.Sms)]
    [InlineData("", "sms", "text", "", Ga4Group.Sms)]
    [InlineData("", "app", "web-push", "", Ga4Group.MobilePush)]
    [InlineData("", "app", "mobile-alert", "", Ga4Group.MobilePush)]
    [InlineData("", "firebase", "alert", "", Ga4Group.MobilePush)]
    [InlineData("", "radio", "audio", "", Ga4Group.Audio)]
    [InlineData("", "awin", "affiliate", "", Ga4Group.Affiliates)]
    [InlineData("", "awin", "affiliation", "", Ga4Group.Unassigned)]
    [InlineData("", "partner", "referral", "", Ga4Group.Referral)]
    [InlineData("", "partner", "social", "", Ga4Group.OrganicSocial)]
    [InlineData("", "partner", "video", "", Ga4Group.OrganicVideo)]
    [InlineData("", "partner", "organic", "", Ga4Group.OrganicSearch)]
    [InlineData("", "poster", "qr", "", Ga4Group.Unassigned)]
    [InlineData("", "", "", "november", Ga4Group.Unassigned)]
    // Bought.
    [InlineData("", "google", "cpc", "brand", Ga4Group.PaidSearch)]
    [InlineData("", "facebook", "paid-social", "brand", Ga4Group.PaidSocial)]
    [InlineData("", "facebook", "cpc", "brand", Ga4Group.PaidSocial)]
    [InlineData("", "youtube", "cpv", "brand", Ga4Group.PaidVideo)]
    [InlineData("", "youtube", "cpc", "brand", Ga4Group.PaidVideo)]
    [InlineData("", "partner", "cpc", "brand", Ga4Group.PaidOther)]
    [InlineData("", "partner", "retargeting", "", Ga4Group.PaidOther)]
    [InlineData("", "partner", "banner", "", Ga4Group.Display)]
    [InlineData("", "partner", "cpm", "", Ga4Group.Display)]
    [InlineData("", "google", "cpc", "spring-shopping", Ga4Group.PaidShopping)]
    [InlineData("", "google", "cpc", "workshop", Ga4Group.PaidSearch)]
    [InlineData("", "google", "cpc", "our-eshop", Ga4Group.PaidShopping)]
    [InlineData("", "google", "cpc", "cross-network-pmax", Ga4Group.CrossNetwork)]
    [InlineData("", "partner", "link", "shop", Ga4Group.OrganicShopping)]
    public void A_visit_is_filed_as_Google_says(string referrer, string source, string medium, string campaign, Ga4Group group) =>
        Ga4Channels.Of(new Ga4Facts(referrer, source, medium, campaign, false, Family.Direct, "direct"), Catalogue).ShouldBe(group);

    [Fact]
    public void A_bought_click_without_a_tag_is_read_by_its_id_where_it_is_Googles_own()
    {
        Ga4Channels.Of(new Ga4Facts("", "", "", "", true, Family.Search, "google"), Catalogue).ShouldBe(Ga4Group.PaidSearch);
        Ga4Channels.Of(new Ga4Facts("www.bing.com", "", "", "", true, Family.Search, "bing"), Catalogue).ShouldBe(Ga4Group.OrganicSearch);
        Ga4Channels.Of(new Ga4Facts("", "", "", "", false, Family.Social, "facebook"), Catalogue).ShouldBe(Ga4Group.Direct, "fbclid alone tells Google nothing");
    }

    [Fact]
    public void What_goes_on_from_the_sites_own_pages_and_what_only_an_application_shows_is_Direct_there()
    {
        Ga4Channels.Of(new Ga4Facts("www.example.org", "", "", "", false, Family.Internal, "internal"), Catalogue).ShouldBe(Ga4Group.Direct);
        Ga4Channels.Of(new Ga4Facts("", "", "", "", false, Family.Messaging, "whatsapp"), Catalogue).ShouldBe(Ga4Group.Direct);
    }
}
