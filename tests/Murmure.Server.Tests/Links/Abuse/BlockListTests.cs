using Murmure.Server.Links.Abuse;

namespace Murmure.Server.Tests.Links.Abuse;

public sealed class BlockListTests
{
    [Theory]
    [InlineData("0.0.0.0 bad.example", "https://bad.example/a", true)]
    [InlineData("127.0.0.1\tbad.example other.example # both", "https://other.example/", true)]
    [InlineData("::1 bad.example", "https://www.bad.example/", true)]
    [InlineData("bad.example", "https://bad.example:8443/", true)]
    [InlineData("BAD.Example.", "https://bad.example/", true)]
    [InlineData("||bad.example^", "https://a.b.bad.example/", true)]
    [InlineData("203.0.113.9", "http://203.0.113.9/x.exe", true)]
    [InlineData("bad.example", "https://notbad.example/", false)]
    [InlineData("bad.example", "https://bad.example.org/", false)]
    [InlineData("127.0.0.1 localhost", "https://localhost.example/", false)]
    [InlineData("# bad.example", "https://bad.example/", false)]
    [InlineData("! bad.example", "https://bad.example/", false)]
    [InlineData("0.0.0.0 0.0.0.0", "https://10.0.0.0/", false)]
    [InlineData("https://shared.example/files/bad.exe", "http://shared.example/files/bad.exe#x", true)]
    [InlineData("https://shared.example/files/bad.exe", "https://shared.example/files/good.exe", false)]
    [InlineData("\"3012345\",\"2026-11-20 10:00:07\",\"http://shared.example/bad.sh\",\"online\",\"2026-11-20 10:00:07\",\"malware_download\",\"elf\",\"https://urlhaus.abuse.ch/url/3012345/\",\"x\"", "https://shared.example/bad.sh", true)]
    [InlineData("\"3012345\",\"2026-11-20 10:00:07\",\"http://shared.example/bad.sh\",\"online\",\"2026-11-20 10:00:07\",\"malware_download\",\"elf\",\"https://urlhaus.abuse.ch/url/3012345/\",\"x\"", "https://urlhaus.abuse.ch/url/3012345/", false)]
    public void A_line_blocks_what_it_names_and_nothing_else(string line, string url, bool blocked)
    {
        var list = new BlockList();
        list.Add(line);
        list.Blocks(url).ShouldBe(blocked);
    }

    [Fact]
    public void An_app_s_own_address_has_no_host_and_is_blocked_by_none()
    {
        var list = new BlockList();
        list.Add("bad.example");
        list.Blocks("whatsapp://send?text=bad.example").ShouldBeFalse();
    }
}
