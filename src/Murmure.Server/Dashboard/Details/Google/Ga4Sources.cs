using System.Collections.Frozen;
using Murmure.Attribution;

namespace Murmure.Server.Dashboard.Details.Google;

/// <summary>What kind of place a source is for Google Analytics.</summary>
internal enum Ga4Category
{
    None,
    Search,
    Social,
    Video,
    Shopping,
    Assistant,
}

/// <summary>
/// The kinds of sources, as far as they are known: Google's own list has some 800 names and changes. Search engines, networks, video sites and assistants are the
/// catalogue's; of messengers and mailboxes, which have no kind of their own there, those that the list published with the definitions has are named here.
/// </summary>
internal static class Ga4Sources
{
    // Read for facts in the list of source categories that the definitions link to, as of 2024.
    private static readonly FrozenDictionary<string, Ga4Category> Hosts = Table(
        (Ga4Category.Social, "messenger.com l.messenger.com whatsapp.com t.me line.me kakao.com wechat.com snapchat.com web.skype.com chat.zalo.me messages.google.com yammer.com groups.google.com"),
        (Ga4Category.Search, "mail.google.com mail.yandex.ru mail.rambler.ru email.seznam.cz news.google.com"),
        (Ga4Category.Shopping, "amazon.com amazon.co.uk ebay.com ebay.co.uk ebay.de ebay.com.au etsy.com alibaba.com walmart.com shopify.com mercadolibre.com shopping.yahoo.com stripe.com"));

    private static readonly FrozenDictionary<string, Ga4Category> Names = Table(
        (Ga4Category.Social, "messenger whatsapp line kakao wechat snapchat skype zalo yammer"),
        (Ga4Category.Shopping, "amazon ebay etsy alibaba walmart shopify mercadolibre stripe igshopping"));

    /// <param name="host">A referring host; the names are compared whole, so that web.whatsapp.com is not whatsapp.com.</param>
    public static Ga4Category OfHost(string host, Catalogue catalogue)
    {
        var name = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
        return Hosts.TryGetValue(name, out var listed) ? listed : catalogue.FindHost(name, "") is { } found ? Of(found.Channel) : Ga4Category.None;
    }

    /// <param name="source">A campaign's source, in lower case.</param>
    public static Ga4Category OfTag(string source, Catalogue catalogue) =>
        Names.TryGetValue(source, out var listed) || Hosts.TryGetValue(source, out listed) ? listed
        : catalogue.FindUtmSource(source) is { } channel && Of(channel) is var kind and not Ga4Category.Assistant ? kind : Ga4Category.None;

    private static Ga4Category Of(Channel channel) => channel.Family switch
    {
        Family.Search => Ga4Category.Search,
        Family.Social => Ga4Category.Social,
        Family.Video => Ga4Category.Video,
        Family.Ai => Ga4Category.Assistant,
        _ => Ga4Category.None,
    };

    private static FrozenDictionary<string, Ga4Category> Table(params ReadOnlySpan<(Ga4Category Category, string Names)> rows)
    {
        var table = new Dictionary<string, Ga4Category>(StringComparer.OrdinalIgnoreCase);
        foreach (var (category, names) in rows)
        {
            foreach (var name in names.Split(' '))
                table[name] = category;
        }

        return table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
