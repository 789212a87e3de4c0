using System.Net;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Campaigns;

/// <summary>
/// A post as a block to be put into a newsletter at whatever service sends it: one address for all recipients, nothing that is fetched, nothing that tells one of
/// them from another. As mail programs want it: tables for places, a style on every element, no sheet, no script, no image (https://www.caniemail.com).
/// </summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Text">In the members' words; an empty line parts paragraphs.</param>
/// <param name="Link">The post's own address.</param>
/// <param name="Button">What the link says, in the readers' language.</param>
public sealed record MailBlock(string Title, string Text, Uri Link, string Button)
{
    private const string Font = "font-family:Arial,Helvetica,sans-serif;";

    /// <summary>The block of a post; null where it is none of a newsletter, or leads nowhere.</summary>
    /// <param name="link">The campaign's.</param>
    /// <param name="address">The post's own address of it.</param>
    internal static MailBlock? Of(SiteRules site, Campaign campaign, Post post, Link? link, Uri? address) => post.Channel != Connections.ConnectorSet.Email || link is null || address is null ? null
        : new MailBlock(link.Title.Length > 0 ? link.Title : campaign.Name, post.Text, address, Texts.For(Languages.Parse(site.Language) ?? Language.English)["newsletter.button"]);

    public string Plain() => string.Join("\n\n", ((string[])[Title, Text.ReplaceLineEndings("\n").Trim(), Link.AbsoluteUri]).Where(part => part.Length > 0)) + "\n";

    public string Html() => string.Join('\n', (string[])
    [
        """<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">""",
        "  <tr>",
        """    <td style="padding:16px 0;">""",
        $"""      <p style="margin:0 0 12px 0;{Font}font-size:22px;line-height:28px;font-weight:bold;color:#14201e;">{Escaped(Title)}</p>""",
        .. Paragraphs().Select(one => $"""      <p style="margin:0 0 16px 0;{Font}font-size:16px;line-height:24px;color:#14201e;">{Escaped(one).Replace("\n", "<br>\n      ", StringComparison.Ordinal)}</p>"""),
        """      <table role="presentation" cellpadding="0" cellspacing="0" border="0">""",
        "        <tr>",
        """          <td bgcolor="#0d6b5e" style="border-radius:4px;">""",
        $"""            <a href="{Escaped(Link.AbsoluteUri)}" style="display:inline-block;padding:12px 24px;{Font}font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none;">{Escaped(Button)}</a>""",
        "          </td>",
        "        </tr>",
        "      </table>",
        "    </td>",
        "  </tr>",
        "</table>",
        "",
    ]);

    private string[] Paragraphs() => Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
