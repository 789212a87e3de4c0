namespace Murmure.Connectors.Tests;

public sealed class ServiceAddressesTests
{
    [Fact]
    public void A_service_is_asked_where_its_operator_says()
    {
        var (options, problems) = ServiceAddresses.Read(
            ["telegram=http://telegram-bot-api:8081", "whatsapp=https://proxy.example/graph/", " discord = http://127.0.0.1:9/api ", "mailchimp=https://{dc}.mail.example/3.0", "google-token=https://proxy.example/token"], "v27.0");
        problems.ShouldBeEmpty();
        (options.Telegram.AbsoluteUri, options.WhatsApp.AbsoluteUri, options.Discord.AbsoluteUri, options.Mailchimp, options.GoogleToken.AbsoluteUri, options.WhatsAppVersion).ShouldBe(
            ("http://telegram-bot-api:8081/", "https://proxy.example/graph/", "http://127.0.0.1:9/api/", "https://{dc}.mail.example/3.0/", "https://proxy.example/token", "v27.0"));
        options.Brevo.ShouldBe(new ConnectorOptions().Brevo);
    }

    [Theory]
    [InlineData("telegram")]
    [InlineData("telegram=")]
    [InlineData("telegram=api.telegram.org")]
    [InlineData("telegram=http://api.telegram.org/")]
    [InlineData("telegram=ftp://127.0.0.1/")]
    [InlineData("telegram=https://me:secret@proxy.example/")]
    [InlineData("telegram=https://proxy.example/?to=x")]
    [InlineData("telegram=https://proxy.example/#x")]
    [InlineData("signal=https://proxy.example/")]
    [InlineData("mailchimp=https://{x}.mail.example/")]
    [InlineData("")]
    public void What_is_no_address_is_said(string text)
    {
        var (options, problems) = ServiceAddresses.Read([text], "");
        problems.ShouldHaveSingleItem().ShouldStartWith($"--service {text}: ");
        options.ShouldBe(new ConnectorOptions());
    }

    [Theory]
    [InlineData("26")]
    [InlineData("v26")]
    [InlineData("v26.")]
    [InlineData("v26.0/..")]
    [InlineData("latest")]
    public void What_is_no_version_is_said(string version) => ServiceAddresses.Read([], version).Problems.ShouldHaveSingleItem().ShouldStartWith("--whatsapp-version");
}
