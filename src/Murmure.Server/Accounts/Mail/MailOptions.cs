using MailKit.Security;
using MimeKit;

namespace Murmure.Server.Accounts;

/// <summary>How messages leave: <c>smtp://user:password@host:587</c> (encrypted when the server offers it) or <c>smtps://…:465</c>.</summary>
public sealed record MailOptions(string Host, int Port, bool ImplicitTls, string? User, string? Password, string From)
{
    /// <summary>Reads a setting and a sender's address; null and what is wrong, without the password, when they will not do.</summary>
    public static MailOptions? Parse(string setting, string? from, out string problem)
    {
        problem = "";
        if (!Uri.TryCreate(setting, UriKind.Absolute, out var address) || address.Scheme is not ("smtp" or "smtps") || address.Host.Length == 0)
        {
            problem = "--smtp: write smtp://user:password@host:587 or smtps://user:password@host:465.";
            return null;
        }

        if (!MailboxAddress.TryParse(from ?? "", out var sender))
        {
            problem = "--smtp-from: an address that messages come from is needed beside --smtp, such as murmure@example.org.";
            return null;
        }

        var tls = address.Scheme == "smtps";
        var account = address.UserInfo.Split(':', 2);
        return new MailOptions(
            address.Host, address.Port > 0 ? address.Port : tls ? 465 : 587, tls,
            account[0].Length > 0 ? Uri.UnescapeDataString(account[0]) : null,
            account.Length > 1 ? Uri.UnescapeDataString(account[1]) : null,
            sender.Address);
    }

    /// <summary>With a password nothing goes out in the clear, unless to this machine itself.</summary>
    internal SecureSocketOptions Security => ImplicitTls ? SecureSocketOptions.SslOnConnect
        : User is not null && Host is not ("localhost" or "127.0.0.1" or "[::1]") ? SecureSocketOptions.StartTls
        : SecureSocketOptions.StartTlsWhenAvailable;
}
