using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Server.Sites.Checks;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links;

/// <summary>An image as it was fetched; null members where there was none.</summary>
/// <param name="Bytes">Its whole size.</param>
/// <param name="Picture">The image itself as a data address, where a browser may draw it; empty where it is too big or no picture.</param>
public sealed record CardImage(string? Type, long Bytes, bool Reached, bool Secure, string Picture)
{
    /// <summary>Whether nobody asked for it yet: its address is still being typed.</summary>
    public bool Unseen { get; init; }
}

/// <summary>What fetchers get at an address, for the simulator to draw and the linter to judge.</summary>
/// <param name="Address">What was typed.</param>
/// <param name="End">Where it ended; the address itself for a link's own card.</param>
/// <param name="SentOnBy">Addresses that sent the fetch on.</param>
/// <param name="Own">A link's own card, which has other words for some channels.</param>
/// <param name="Kind">The page's media type.</param>
/// <param name="HtmlBytes">The page's length.</param>
public sealed record CardLook(
    Uri Address, Uri End, IReadOnlyList<Uri> SentOnBy, HttpStatusCode Status, string? Kind, long HtmlBytes, PageCard Card, LinkPreview? Own, IReadOnlyDictionary<string, CardImage> Images)
{
    /// <summary>What a messenger is shown.</summary>
    public PageCard For(string channel) => Own?.For(channel) is { } own ? new PageCard(own.Title, own.Title, own.Description, own.Image, "") : Card;

    public CardImage? ImageOf(PageCard card) => Images.GetValueOrDefault(card.Image);

    /// <summary>The pictures that a browser may draw, each with a name within the page: seven cards draw one of them without sending it seven times.</summary>
    internal IReadOnlyList<(string Name, string Picture)> Pictures => [.. Images.Values.Where(image => image.Picture.Length > 0).Select((image, i) => ($"picture-{i}", image.Picture))];
}

/// <summary>Looks at an address as fetchers do: a link's own card where it has one, else the page that it leads to, through the guarded client alone.</summary>
internal sealed class CardLooker(GuardedClient client, LinkDirectory directory, IDbContextFactory<MurmureDb> metadata, ServeOptions options) : IDisposable
{
    private const long MostKept = 32 * 1024 * 1024;

    private static readonly string[] Drawable = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // Whoever types words sees the picture all the while, and it is asked for once.
    private readonly MemoryCache pictures = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>How a card is drawn whose words somebody is still typing.</summary>
    /// <param name="fetched">Whether its pictures may be asked for; else only those are drawn that somebody asked for just before.</param>
    public async Task<CardLook> DrawAsync(LinkPreview preview, Uri address, bool fetched, CancellationToken cancellation)
    {
        var cards = (preview.Channels?.Keys ?? []).Select(preview.For).Prepend(preview);
        var images = await ImagesAsync(cards.Select(card => card.Image), address, fetched, cancellation);
        return new CardLook(address, address, [], HttpStatusCode.OK, "text/html", 0, new PageCard(preview.Title, preview.Title, preview.Description, preview.Image, ""), preview, images);
    }

    /// <summary>The text that says why nothing was seen.</summary>
    public static string KeyOf(string problem) => problem == "wrong" ? "card.url.wrong" : "card.problem." + problem;

    public void Dispose() => pictures.Dispose();

    /// <returns>What was seen; or why nothing was: a word of <see cref="FetchRefusal"/>, or <c>wrong</c> for no address.</returns>
    public async Task<(CardLook? Look, string Problem)> LookAsync(string typed, long organisation, Uri server, CancellationToken cancellation)
    {
        var leads = await LinkOfAsync(typed.Trim(), organisation, server, cancellation);
        if (leads is var (address, link) && LinkText.Preview(link) is { } preview)
            return (await DrawAsync(preview, address, true, cancellation), "");
        if (Destination.ReadFetched(leads?.Link.Url ?? typed, options.AllowLocalChecks) is not { Url: { } url })
            return (null, "wrong");
        var (page, refusal) = await client.FetchAsync(new Uri(url), cancellation);
        if (page is null)
            return (null, refusal.ToString()!.ToLowerInvariant());
        var card = page.ContentType is "text/html" or "application/xhtml+xml" ? PageCard.Read(page.Text) : new PageCard("", "", "", "", "");
        var sentOnBy = leads is { } own ? page.SentOnBy.Prepend(own.Address).ToList() : page.SentOnBy;
        return (new CardLook(leads?.Address ?? new Uri(url), page.Address, sentOnBy, page.Status, page.ContentType, page.Length, card, null, await ImagesAsync([card.Image], page.Address, true, cancellation)), "");
    }

    /// <summary>The organisation's link behind a short address; null when it is none.</summary>
    private async Task<(Uri Address, Link Link)?> LinkOfAsync(string typed, long organisation, Uri server, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(typed, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return null;
        var own = string.Equals(address.Authority, server.Authority, StringComparison.OrdinalIgnoreCase);
        if ((own ? directory.HostOf(address.Authority) : directory.NamedHostOf(address.Authority)) is not { } domain || domain.Organisation != organisation)
            return null;
        var slug = Uri.UnescapeDataString(address.AbsolutePath.Trim('/').Split('~', '/')[0]);
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        return await db.Links.TagWith("CardLooker.Link").AsNoTracking().SingleOrDefaultAsync(link => link.DomainId == domain.Id && link.Slug == slug, cancellation) is { } found ? (address, found) : null;
    }

    private async Task<IReadOnlyDictionary<string, CardImage>> ImagesAsync(IEnumerable<string> images, Uri page, bool fetched, CancellationToken cancellation)
    {
        var seen = new Dictionary<string, CardImage>(StringComparer.Ordinal);
        foreach (var image in images.Where(image => image.Length > 0).Distinct(StringComparer.Ordinal).Take(8))
        {
            // Fetchers differ on relative addresses; what they resolve to is shown, and the linter says that they should not be.
            if (!Uri.TryCreate(page, image, out var address) || Destination.ReadFetched(address.ToString(), options.AllowLocalChecks).Url is not { } url)
                seen[image] = new CardImage(null, 0, false, false, "");
            else
                seen[image] = await KeptAsync(new Uri(url), fetched, cancellation);
        }
        return seen;
    }

    private async Task<CardImage> KeptAsync(Uri address, bool fetched, CancellationToken cancellation)
    {
        if (pictures.TryGetValue(address, out CardImage? kept) && kept is not null)
            return kept;
        if (!fetched)
            return new CardImage("image/", 0, true, address.Scheme == "https", "") { Unseen = true };
        var image = await ImageAsync(address, cancellation);
        // Characters have two bytes. What could not be fetched may be there in a moment.
        return image.Reached ? pictures.Set(address, image, new MemoryCacheEntryOptions { Size = 1000 + (2 * image.Picture.Length), AbsoluteExpirationRelativeToNow = Kept }) : image;
    }

    private async Task<CardImage> ImageAsync(Uri address, CancellationToken cancellation)
    {
        var (file, _) = await client.FetchAsync(address, cancellation);
        if (file is null || file.Status != HttpStatusCode.OK)
            return new CardImage(null, 0, false, address.Scheme == "https", "");
        var drawn = !file.IsCut && Drawable.Contains(file.ContentType);
        return new CardImage(file.ContentType, file.Length, true, address.Scheme == "https", drawn ? $"data:{file.ContentType};base64,{Convert.ToBase64String(file.Body.Span)}" : "");
    }
}
