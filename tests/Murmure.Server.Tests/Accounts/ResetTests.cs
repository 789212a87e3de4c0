using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Tests.Dashboard;

namespace Murmure.Server.Tests.Accounts;

[WholeServer]
public sealed partial class ResetTests
{
    [Fact]
    public async Task A_link_from_the_command_line_sets_a_password_once_and_ends_sessions()
    {
        await using var host = await PagesHost.StartAsync();
        await using var connection = await AdminConnection.OfAsync(host.Folder, default);
        var answer = await connection.SendAsync(new ResetUserRequest(PagesHost.Owner), default);
        var link = answer.Secret.ShouldNotBeNull();
        using var browser = host.Browser();
        using var weak = await PagesHost.SendAsync(browser, link, "choose", ("password", "short"));
        (await weak.Content.ReadAsStringAsync()).ShouldContain("Choose 12 to 128");
        using var chosen = await PagesHost.SendAsync(browser, link, "choose", ("password", "a brand new sentence"));
        chosen.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.Client.GetAsync("/app/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await PagesHost.SignInAsync(browser, PagesHost.Owner, "a brand new sentence");
        (await browser.GetStringAsync(link)).ShouldContain("does not work any more");
        (await connection.SendAsync(new ResetUserRequest("nobody@x.example"), default)).Done.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_smtp_the_page_says_whom_to_ask()
    {
        await using var host = await PagesHost.StartAsync();
        var html = await host.Client.GetStringAsync("/app/reset");
        html.ShouldContain("murmure user reset");
        html.ShouldNotContain("<form class=\"form");
    }

    [Fact]
    public async Task With_smtp_a_link_is_sent_to_who_has_an_account_and_the_page_does_not_tell()
    {
        using var mail = new MailSink();
        var folder = Directory.CreateTempSubdirectory("murmure-mail-");
        try
        {
            await using var host = await PagesHost.StartOnAsync(folder, o => o with { Mail = MailOptions.Parse($"smtp://127.0.0.1:{mail.Port}", "murmure@courrier.example", out _) });
            await host.AddAsync(PagesHost.Owner, "owner");
            using var browser = host.Browser();
            using var unknown = await PagesHost.SendAsync(browser, "/app/reset", "ask", ("email", "nobody@courrier.example"));
            using var known = await PagesHost.SendAsync(browser, "/app/reset", "ask", ("email", PagesHost.Owner));
            Shown(await known.Content.ReadAsStringAsync()).ShouldBe(Shown(await unknown.Content.ReadAsStringAsync()));
            var message = await mail.FirstAsync();
            message.ShouldContain("To: " + PagesHost.Owner);
            message.ShouldContain("From: Murmure <murmure@courrier.example>");
            var link = Link().Match(message.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal)).Value;
            using var chosen = await PagesHost.SendAsync(browser, link, "choose", ("password", "a brand new sentence"));
            chosen.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("smtp://user:p%40ss@mail.example:2525", "a@b.example", "mail.example", 2525, "p@ss")]
    [InlineData("smtps://mail.example", "a@b.example", "mail.example", 465, null)]
    public void A_mail_setting_is_read(string setting, string from, string host, int port, string? password)
    {
        var options = MailOptions.Parse(setting, from, out _).ShouldNotBeNull();
        (options.Host, options.Port, options.Password).ShouldBe((host, port, password));
    }

    [Theory]
    [InlineData("mail.example", "a@b.example")]
    [InlineData("http://user:secret@mail.example", "a@b.example")]
    [InlineData("smtp://user:secret@mail.example", null)]
    public void A_mail_setting_that_will_not_do_is_said_without_its_password(string setting, string? from)
    {
        MailOptions.Parse(setting, from, out var problem).ShouldBeNull();
        problem.ShouldStartWith("--smtp");
        problem.ShouldNotContain("secret");
    }

    private static string Shown(string html) => html.Split("<main")[1];

    [GeneratedRegex("/app/reset\\?token=[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Link();

    /// <summary>As much of a mail server as takes one message.</summary>
    private sealed class MailSink : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Task<string> first;

        public MailSink()
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            first = ReadAsync();
        }

        public int Port { get; }

        public Task<string> FirstAsync() => first.WaitAsync(TimeSpan.FromSeconds(20));

        public void Dispose() => listener.Dispose();

        private async Task<string> ReadAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            var message = new StringBuilder();
            while (await reader.ReadLineAsync() is { } line)
            {
                if (!line.StartsWith("DATA", StringComparison.Ordinal))
                {
                    await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.Ordinal) ? "221 bye" : "250 ok");
                    continue;
                }

                await writer.WriteLineAsync("354 go on");
                while (await reader.ReadLineAsync() is { } text && text != ".")
                    message.Append(text).Append("\r\n");
                await writer.WriteLineAsync("250 ok");
                break;
            }

            return message.ToString();
        }
    }
}
