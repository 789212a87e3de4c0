using System.Globalization;
using Murmure.Attribution;
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

    /// <summary>A filter as a sentence without its verb: "Channel is not WhatsApp".</summary>
    public string Filter(Filter filter) => texts.Say("explore.filter." + filter.Operator.Name, Name(filter.Dimension), string.Join(texts["explore.or"],
        filter.Values.Take(3).Select(value => filter.Operator == FilterOperator.Contains ? Displayed.Foreign(value, 60) : Value(filter.Dimension, value))))
        + (filter.Values.Count > 3 ? " …" : "");

    public static bool IsPath(Dimension dimension) => dimension == Dimension.Page || dimension == Dimension.ExitPage;
}
