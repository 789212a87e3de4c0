using System.Text;
using System.Text.RegularExpressions;
using Murmure.Attribution;
using Murmure.Server.Tracker;

namespace Murmure.Server.Tests.Shares;

public sealed partial class ShareScriptTests
{
    private static readonly string Script = Encoding.UTF8.GetString(TrackerScript.Share.In("").Span);

    [Fact]
    public void Its_channels_are_those_of_the_catalogue_that_have_a_share_address_and_no_others()
    {
        var told = ChannelText().Matches(Script).Select(match => (match.Groups["slug"].Value, match.Groups["tag"].Value, match.Groups["name"].Value, match.Groups["color"].Value, match.Groups["share"].Value));
        told.ShouldBe(Catalogue.Load().Channels.Where(channel => channel.ShareUrl is not null).Select(channel => (channel.Slug, channel.Tag, channel.Name, channel.Color, channel.ShareUrl!)), ignoreOrder: true);
    }

    [Fact]
    public void No_channel_has_the_letter_that_stands_for_none() => Catalogue.Load().Channels.ShouldAllBe(channel => channel.Tag != "c");

    [Fact]
    public void It_weighs_no_more_than_four_kilobytes_and_asks_its_own_server_for_counts_alone()
    {
        TrackerScript.Share.In("br").Length.ShouldBeLessThanOrEqualTo(4096);
        Script.Split("fetch(").Length.ShouldBe(2);
        Script.ShouldContain("\"e/shares\"");
        foreach (var way in (string[])["XMLHttpRequest", "sendBeacon", "WebSocket", "import(", ".src=", "sessionStorage", "indexedDB", "cookie"])
            Script.ShouldNotContain(way);
    }

    [GeneratedRegex("\\{slug:\"(?<slug>[^\"]+)\",tag:\"(?<tag>[^\"]+)\",name:\"(?<name>[^\"]+)\",color:\"(?<color>[^\"]+)\",ink:\"#[0f]+\",share:\"(?<share>[^\"]+)\"\\}", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex ChannelText();
}
