using System.Text.Json;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Notices;

/// <summary>A mail as it waits: everything but whom it is for, which only the account says.</summary>
internal sealed record WaitingMail(string Subject, string Text, string Html, string Stop, string StopNow);

/// <summary>Writes letters as mails.</summary>
internal static class MailWriter
{
    /// <param name="stop">Where one unsubscribes on a page.</param>
    /// <param name="stopNow">Where the mail program does it by itself.</param>
    public static async Task<WaitingMail> WriteAsync(Letter letter, string site, string root, string stop, string stopNow)
    {
        var (texts, link) = (Texts.For(letter.Language), letter.Link(root));
        var text = string.Join("\n\n", letter.Title, LetterText.Body(letter), texts.Say("notice.text.pair", letter.LinkText, link), texts["notice.mail.why"] + " " + texts.Say("notice.text.pair", texts["notice.mail.stop"], stop));
        return new WaitingMail(letter.Subject, text + "\n", await DrawAsync(letter, MailLook.Mail, site, link, stop), stop, stopNow);
    }

    /// <summary>The mail's page.</summary>
    public static Task<string> DrawAsync(Letter letter, MailLook look, string site, string link, string? stop) => Drawing.DrawAsync<MailDocument>(
        (nameof(MailDocument.Letter), letter), (nameof(MailDocument.Look), look), (nameof(MailDocument.Site), Displayed.Foreign(site, 60)),
        (nameof(MailDocument.Link), link), (nameof(MailDocument.Stop), stop));

    /// <summary>The mail for an account. One click in the mail program ends it (RFC 8058), and no scanner that follows links does.</summary>
    public static Mail For(this WaitingMail mail, string address, string id) => new(address, mail.Subject, mail.Text)
    {
        Html = mail.Html, Id = id,
        Headers =
        [
            ("List-Unsubscribe", $"<{mail.StopNow}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), ("Auto-Submitted", "auto-generated"),
        ],
    };

    public static string Kept(this WaitingMail mail) => JsonSerializer.Serialize(mail, NoticeJson.Default.WaitingMail);

    public static WaitingMail Read(string kept) => JsonSerializer.Deserialize(kept, NoticeJson.Default.WaitingMail) ?? throw new InvalidDataException("A waiting mail cannot be read.");
}
