using System.Net;
using System.Net.Sockets;
using System.Text;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Server.Sites.Checks;

namespace Murmure.Server.Tests.Sites;

public sealed class GuardedClientTests
{
    private static readonly SiteRules Site = new() { Id = new SiteId(1), Host = "127.0.0.1", Zone = TimeZoneInfo.Utc };

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001:0:a00::")]
    [InlineData("2001:db8::1")]
    public void Addresses_that_are_not_everybody_s_are_refused(string address) => GuardedClient.IsPrivate(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("9.9.9.9")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:9.9.9.9")]
    [InlineData("2620:fe::fe")]
    [InlineData("2a00:1450:4007::1")]
    public void Addresses_of_the_public_internet_are_not(string address) => GuardedClient.IsPrivate(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    public async Task This_machine_is_not_fetched_however_it_is_spelt(string address)
    {
        using var server = new PageServer("<html>");
        using var client = new GuardedClient(new ServeOptions(0, "unused", false));
        var (page, refusal) = await client.FetchAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, server.Port)), default);
        page.ShouldBeNull();
        refusal.ShouldBe(FetchRefusal.Private);
        server.Asked.ShouldBe(0);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/")]
    [InlineData("http://user:password@example.org/")]
    public async Task Other_schemes_and_credentials_are_refused(string address)
    {
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        (await client.FetchAsync(new Uri(address), default)).Refusal.ShouldBe(FetchRefusal.Address);
    }

    [Fact]
    public async Task A_redirect_is_checked_like_the_first_address()
    {
        using var server = new PageServer("", location: "file:///etc/passwd");
        using var endless = new PageServer("", location: "/again");
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        (await client.FetchAsync(server.Address, default)).Refusal.ShouldBe(FetchRefusal.Address);
        (await client.FetchAsync(endless.Address, default)).Refusal.ShouldBe(FetchRefusal.Redirects);
        endless.Asked.ShouldBe(6);
    }

    [Fact]
    public async Task A_page_without_end_is_cut_and_a_name_without_address_is_said()
    {
        using var server = new PageServer(new string('x', 3_000_000));
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        (await client.FetchAsync(server.Address, default)).Page.ShouldNotBeNull().Text.Length.ShouldBe(1024 * 1024);
        (await client.FetchAsync(new Uri("http://nowhere.invalid/"), default)).Refusal.ShouldBe(FetchRefusal.Name);
    }

    [Theory]
    [InlineData("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "", "found,good")]
    [InlineData("<p>Nothing here", "", "reached,missing")]
    [InlineData("<!-- <script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script> -->", "", "reached,missing")]
    [InlineData("<script src=https://www.googletagmanager.com/gtm.js></script>", "", "reached,gtm")]
    [InlineData("<script src=\"http://stats.example/m.js\"></script>", "", "found,nosite,defer")]
    [InlineData("<script async src='http://stats.example/m.js' data-site='other.example'></script>", "", "found,othersite")]
    [InlineData("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script><script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "", "found,twice")]
    [InlineData("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "default-src 'self'", "found,csp-script,csp-connect")]
    [InlineData("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "script-src 'self' stats.example; connect-src *.example", "found,good")]
    [InlineData("<meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'none'\"><script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "", "found,csp-connect")]
    [InlineData("<script defer src=\"/m.js\" data-site=\"127.0.0.1\"></script>", "", "found,script-wrong")]
    [InlineData("<script defer src=\"http://stats.example/m-extra.js?v=2\" data-site=\"127.0.0.1\"></script>", "", "found,good")]
    [InlineData("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\" data-profile=\"uk-stats\"></script>", "", "found,profile")]
    [InlineData("<script type=\"module\" src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>", "", "found,module")]
    [InlineData("<script defer src=\"http://stats.example/other-m.js\" data-site=\"127.0.0.1\"></script>", "", "reached,missing")]
    public async Task The_check_says_what_is_wrong(string html, string policy, string findings)
    {
        using var server = new PageServer(html, policy);
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        var found = await new InstallationCheck(client).LookAsync(Site, await client.FetchAsync(server.Address, default), "http://stats.example", default);
        string.Join(",", found.Select(f => f.Key)).ShouldBe(findings);
        found.ShouldAllBe(f => f.Good == (f.Key == "found" || f.Key == "reached" || f.Key == "good"));
    }

    [Fact]
    public async Task Why_the_script_cannot_be_fetched_is_said_in_words()
    {
        using var server = new PageServer("<script defer src=\"http://nowhere.invalid/m.js\" data-site=\"127.0.0.1\"></script>");
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        var found = await new InstallationCheck(client).LookAsync(Site, await client.FetchAsync(server.Address, default), "http://stats.example", default);
        var french = Texts.For(Language.French);
        found.Where(finding => !finding.Good).Select(finding => french.Say("check." + finding.Key, [.. finding.Values]))
            .ShouldBe(["Le script ne peut pas être chargé depuis nowhere.invalid.", "Le nom nowhere.invalid ne mène nulle part. Est-il bien écrit, et connu du DNS\u00A0?"]);
    }

    [Fact]
    public async Task A_site_measured_from_logs_must_not_carry_the_script()
    {
        using var server = new PageServer("<script defer src=\"http://stats.example/m.js\" data-site=\"127.0.0.1\"></script>");
        using var client = new GuardedClient(new ServeOptions(0, "unused", false) { AllowLocalChecks = true });
        var found = await new InstallationCheck(client).LookAsync(
            Site with { Profile = ComplianceProfile.LogOnly }, await client.FetchAsync(server.Address, default), "http://stats.example", default);
        found.ShouldHaveSingleItem().Key.ShouldBe("logonly-script");
    }

    /// <summary>A web server that answers everything with one page.</summary>
    private sealed class PageServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private int asked;

        public PageServer(string body, string policy = "", string? location = null)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            var head = location is null ? "200 OK" : $"302 Found\r\nLocation: {location}";
            var answer = Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {head}\r\nContent-Type: text/html\r\n{(policy.Length > 0 ? $"Content-Security-Policy: {policy}\r\n" : "")}Connection: close\r\n\r\n{body}");
            _ = AnswerAsync(answer);
        }

        public int Port { get; }

        public Uri Address => new($"http://127.0.0.1:{Port}/");

        public int Asked => asked;

        public void Dispose() => listener.Dispose();

        private async Task AnswerAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref asked);
                    await using var stream = client.GetStream();
                    var request = new byte[4096];
                    _ = await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false);
                    try
                    {
                        await stream.WriteAsync(answer);
                    }
                    catch (IOException)
                    {
                        // the client has what it wants
                    }
                }
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                // disposed
            }
        }
    }
}
