using System.Security.Cryptography;
using System.Text;

namespace Murmure.Server.Notices;

/// <summary>
/// How a mail looks. Mail clients take styles on each element alone; a page of ours takes a sheet alone, since its policy forbids the other. So each
/// style has a name here, and is written one way or the other.
/// </summary>
public sealed class MailLook
{
    private const string Font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    private static readonly Dictionary<string, string> Styles = new(StringComparer.Ordinal)
    {
        ["ground"] = "margin:0;padding:0;background:#f4f2ec;" + Font + "font-size:16px;line-height:1.5;color:#1d2327;",
        ["frame"] = "width:100%;border-collapse:collapse;background:#f4f2ec;",
        ["outer"] = "padding:24px 12px;",
        ["sheet"] = "width:100%;max-width:600px;margin:0 auto;background:#ffffff;border:1px solid #ddd8cc;border-collapse:collapse;",
        ["inner"] = "padding:24px;text-align:left;" + Font + "font-size:16px;line-height:1.5;color:#1d2327;",
        ["site"] = "margin:0 0 8px;font-size:14px;color:#55606a;",
        ["title"] = "margin:0 0 16px;font-size:24px;line-height:1.25;font-weight:700;color:#1d2327;",
        ["heading"] = "margin:24px 0 8px;font-size:17px;line-height:1.3;font-weight:700;color:#1d2327;",
        ["words"] = "margin:8px 0;",
        ["table"] = "width:100%;border-collapse:collapse;",
        ["name"] = "padding:4px 8px 4px 0;text-align:left;vertical-align:top;font-weight:400;font-size:15px;",
        ["figure"] = "padding:4px 0 4px 8px;text-align:right;vertical-align:top;font-weight:700;font-size:15px;white-space:nowrap;",
        ["note"] = "padding:4px 0 4px 8px;text-align:right;vertical-align:top;font-size:14px;color:#55606a;",
        ["track"] = "padding:4px 0;vertical-align:middle;",
        ["bar"] = "border-collapse:collapse;width:100%;height:12px;",
        ["fill"] = "background:#0d6b5e;height:12px;line-height:12px;font-size:1px;padding:0;",
        ["rest"] = "background:#eceae3;height:12px;line-height:12px;font-size:1px;padding:0;",
        ["link"] = "display:inline-block;margin:24px 0 0;padding:10px 18px;background:#0d6b5e;color:#ffffff;font-weight:700;text-decoration:none;border-radius:6px;",
        ["foot"] = "margin:24px 0 0;padding:16px 0 0;border-top:1px solid #ddd8cc;font-size:13px;color:#55606a;",
        ["quiet"] = "color:#55606a;text-decoration:underline;",
    };

    private readonly bool inline;

    private MailLook(bool inline) => this.inline = inline;

    /// <summary>For mails: a style on every element.</summary>
    public static MailLook Mail { get; } = new(inline: true);

    /// <summary>For our own page: classes, and <see cref="Sheet"/>.</summary>
    public static MailLook Page { get; } = new(inline: false);

    /// <summary>The sheet; null where every element has its own style.</summary>
    public string? Sheet => inline ? null : string.Concat(Styles.Select(style => $".{style.Key}{{{style.Value}}}"));

    /// <summary>What a page's policy allows: this one sheet, and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Page.Sheet!)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The attributes of an element that looks so.</summary>
    public IReadOnlyDictionary<string, object> this[string name] => new Dictionary<string, object>(StringComparer.Ordinal) { [inline ? "style" : "class"] = inline ? Styles[name] : name };
}
