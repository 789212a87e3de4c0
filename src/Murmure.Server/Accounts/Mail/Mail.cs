using MimeKit;

namespace Murmure.Server.Accounts;

/// <summary>A message to a member.</summary>
/// <param name="To">The account's address.</param>
public sealed record Mail(string To, string Subject, string Text)
{
    /// <summary>The same as a page; null for text alone.</summary>
    public string? Html { get; init; }

    /// <summary>Its name, the same in every try; null for one that is new each time.</summary>
    public string? Id { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    internal MimeMessage Written(string from)
    {
        var message = new MimeMessage { Subject = Subject, Body = new BodyBuilder { TextBody = Text, HtmlBody = Html }.ToMessageBody() };
        message.From.Add(new MailboxAddress("Murmure", from));
        message.To.Add(new MailboxAddress("", To));
        if (Id is not null)
            message.MessageId = $"{Id}@{from[(from.LastIndexOf('@') + 1)..]}";
        foreach (var (name, value) in Headers)
            message.Headers.Add(name, value);
        return message;
    }
}

/// <summary>What became of a message.</summary>
public enum MailOutcome
{
    /// <summary>The mail server has it.</summary>
    Taken,

    /// <summary>This server has no way to send any.</summary>
    Unset,

    /// <summary>Nobody answers there, or not encrypted as asked.</summary>
    Unreachable,

    /// <summary>The mail server does not let this server in.</summary>
    SignIn,

    /// <summary>The mail server does not take this message.</summary>
    Refused,
}
