namespace Murmure.Server.Links;

/// <summary>How grave a finding is: the messenger shows no card, a poorer one, or one worth knowing more of.</summary>
public enum CardGrade
{
    Nothing,
    Poorer,
    Remark,
}

/// <param name="Key">The end of the text's key, under <c>card.find.</c></param>
public sealed record CardFinding(CardGrade Grade, string Key, params IReadOnlyList<object> Values);

/// <summary>A messenger's fetcher and what it does with a page, as far as source code, its maker or a measurement tells. What nobody knows is not judged.</summary>
/// <param name="Slug">The channel's, as the catalogue has it.</param>
/// <param name="Large">Whether the image stands large above or below the text, or small beside it.</param>
/// <param name="OfDevice">Whether the sender's own device fetches: then every share asks anew.</param>
public sealed record Messenger(string Slug, string Name, bool Large, bool OfDevice)
{
    /// <summary>Whose fetcher it is, as a link's own cards name it.</summary>
    public string Platform { get; init; } = Slug;

    /// <summary>Most HTML that is read, in bytes; null where nothing is known.</summary>
    private long? MostHtml { get; init; }

    /// <summary>The largest image, in bytes.</summary>
    private long? MostImage { get; init; }

    private bool SecureOnly { get; init; }

    private int? MostRedirects { get; init; }

    /// <summary>What is to be known of it besides.</summary>
    private string? Remark { get; init; }

    public static IReadOnlyList<Messenger> All { get; } =
    [
        // Fetches on the sender's device while the message is typed, and what a forwarded message carries is not fetched again
        // (GoAccess issue 808; https://blog.aaronsdevera.com/posts/20230921-what-link-previews-leak).
        new("whatsapp", "WhatsApp", true, true) { Remark = "forwarded" },
        // signalapp/Signal-Desktop ts/linkPreviews/linkPreviewFetch.ts: https only, each redirect too, at most 20, 1000 KiB of HTML, images up to 1 MiB;
        // signalapp/Signal-Android LinkPreviewRepository: at most 2 MB each. The narrower limit holds, since nobody knows what the sender uses.
        new("signal", "Signal", true, true) { SecureOnly = true, MostRedirects = 20, MostHtml = 1000 * 1024, MostImage = 1024 * 1024 },
        // LinkPresentation on the sender's device, under a frozen Safari agent (https://peter.upfold.org.uk/blog/2019/02).
        new("imessage", "iMessage", true, true),
        // Kept by Telegram's servers without a documented end; @WebpageBot has it fetched anew.
        new("telegram", "Telegram", true, false) { Remark = "telegram" },
        // Discord's servers; pictures go through its media proxy (https://obscure.blog/discord-media-proxy/).
        new("discord", "Discord", true, false) { Remark = "cached" },
        // https://api.slack.com/robots: one fetch in about 30 minutes for all workspaces.
        new("slack", "Slack", true, false) { Remark = "slack" },
        // https://developers.facebook.com/docs/sharing/webmasters/crawler/: the first megabyte, by a Range request.
        new("messenger", "Messenger", false, false) { Platform = "facebook", MostHtml = 1024 * 1024, Remark = "messenger" },
    ];

    public IReadOnlyList<CardFinding> Judge(CardLook look)
    {
        var card = look.For(Platform);
        var findings = new List<CardFinding>();
        void Find(bool bad, CardGrade grade, string key, params IReadOnlyList<object> values)
        {
            if (bad)
                findings.Add(new CardFinding(grade, key, values));
        }
        Find((int)look.Status is < 200 or >= 300, CardGrade.Nothing, "status", (int)look.Status);
        Find(look.Kind is not ("text/html" or "application/xhtml+xml"), CardGrade.Nothing, "kind");
        Find(SecureOnly && look.SentOnBy.Append(look.End).Prepend(look.Address).Any(address => address.Scheme != "https"), CardGrade.Nothing, "https");
        Find(MostRedirects < look.SentOnBy.Count, CardGrade.Nothing, "redirects", look.SentOnBy.Count, MostRedirects ?? 0);
        Find(MostHtml < look.HtmlBytes, CardGrade.Poorer, "html", look.HtmlBytes / 1024, (MostHtml ?? 0) / 1024);
        Find(card.Shown.Length == 0, CardGrade.Nothing, "title");
        Find(card is { OgTitle.Length: 0, Title.Length: > 0 }, CardGrade.Poorer, "og-title");
        Find(card.Description.Length == 0, CardGrade.Poorer, "description");
        findings.AddRange(JudgeImage(look, card));
        Find(look.SentOnBy.Count > 2, CardGrade.Remark, "hops", look.SentOnBy.Count);
        Find(Remark is not null, CardGrade.Remark, Remark ?? "");
        return findings;
    }

    private IEnumerable<CardFinding> JudgeImage(CardLook look, PageCard card)
    {
        if (card.Image.Length == 0)
        {
            yield return new CardFinding(CardGrade.Poorer, "image");
            yield break;
        }
        if (!Uri.TryCreate(card.Image, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return new CardFinding(CardGrade.Poorer, "image-relative");
        if (look.ImageOf(card) is not { Reached: true } image)
            yield return new CardFinding(CardGrade.Poorer, "image-missing");
        else if (image.Type?.StartsWith("image/", StringComparison.Ordinal) != true)
            yield return new CardFinding(CardGrade.Poorer, "image-kind");
        else if (image.Bytes > MostImage)
            yield return new CardFinding(CardGrade.Poorer, "image-large", (image.Bytes + 1023) / 1024, MostImage.Value / 1024);
        else if (SecureOnly && !image.Secure)
            yield return new CardFinding(CardGrade.Poorer, "image-https");
    }
}
