using System.Globalization;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Details;
using Murmure.Server.Dashboard.Text;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Explore;

/// <summary>What dimensions, their values and filters are called on a page.</summary>
public sealed class Words(Texts texts, Catalogue catalogue)
{
    /// <summary>What there is to count by, in few words.</summary>
    public string Name(Dimension dimension) => dimension.PropertyName is { } property
        ? texts.Say("dimension.property", Displayed.Foreign(property, 40))
        : texts["dimension." + dimension.Name];

    /// <summary>A value. Foreign text is cleaned; encoding is the page's own.</summary>
    public string Value(Dimension dimension, object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is DateOnly day)
            return texts.Day(day);
        if (text.Length == 0)
            return texts["explore.empty"];
        return dimension.Name switch
        {
            "channel" => texts.Channel(text, catalogue.BySlug.GetValueOrDefault(text)?.Name ?? text),
            "country" => texts.Country(text),
            "region" or "city" => texts.Area(text),
            "device" => texts.Device(text),
            "app" => catalogue.BySlug.GetValueOrDefault(text)?.Name ?? texts.App(text),
            "platform" => texts.Previewer(text, catalogue.BySlug.GetValueOrDefault(text)?.Name ?? text),
            "rule" => texts.Rule(text) ?? Displayed.Foreign(text, 60),
            "reason" => texts.MachineReason(text),
            "family" or "grade" or "sender" or "paid" or "navigation" or "scan" or "kind" or "verdict" => texts.Find($"{dimension.Name}.{text}") ?? Displayed.Foreign(text, 40),
            "link" or "generation" => "#" + Displayed.Foreign(text, 20),
            "hour" => texts.Say("explore.hour", text),
            _ => Displayed.Foreign(text, 80),
        };
    }

    /// <summary>The value that somebody means who wrote what is shown of it; what they wrote where nothing is shown so.</summary>
    public string Meant(Dimension dimension, string written) =>
        Known(dimension).Append("").Where(value => string.Equals(Value(dimension, value), written, StringComparison.OrdinalIgnoreCase)).Append(written).First();

    /// <summary>The values that a dimension may have on any site, where there is a list of them.</summary>
    public IEnumerable<string> Known(Dimension dimension) => dimension.Name switch
    {
        "channel" => catalogue.Channels.Select(channel => channel.Slug).Concat([ChannelNames.CopiedLink, "direct", "referral"]),
        "family" => Slugs<Family>(),
        "grade" => Slugs<Grade>(),
        "sender" => Slugs<Sender>().Where(sender => texts.Find("sender." + sender) is not null),
        "device" => ["desktop", "mobile", "tablet"],
        "paid" or "scan" => ["yes", "no"],
        "country" => CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(culture => new RegionInfo(culture.Name).TwoLetterISORegionName).Where(code => code.All(char.IsAsciiLetterUpper)).Distinct(StringComparer.Ordinal),
        _ => [],
    };

    private static IEnumerable<string> Slugs<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    /// <summary>A filter as a sentence without its verb: "Channel is not WhatsApp".</summary>
    public string Filter(Filter filter) => texts.Say("explore.filter." + filter.Operator.Name, Name(filter.Dimension), string.Join(texts["explore.or"],
        filter.Values.Take(3).Select(value => filter.Operator == FilterOperator.Contains || filter.Operator == FilterOperator.ContainsNot ? Displayed.Foreign(value, 60) : Value(filter.Dimension, value))))
        + (filter.Values.Count > 3 ? " …" : "");

    /// <summary>The page of details of a value; null where there is none, and for whoever gets no links to details.</summary>
    public string? Details(DetailLinks? links, Dimension dimension, object? value) => (links, value as string) is not ({ } known, { Length: > 0 } text) ? null
        : IsPath(dimension) ? known.Page(text)
        : dimension == Dimension.Section ? known.Section(text)
        : dimension == Dimension.Channel && ChannelNames.Find(catalogue, text) is not null ? known.Channel(text)
        : null;

    public static bool IsPath(Dimension dimension) => dimension == Dimension.Page || dimension == Dimension.ExitPage;
}
