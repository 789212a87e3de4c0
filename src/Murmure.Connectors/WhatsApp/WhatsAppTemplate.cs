using System.Text.Json;

namespace Murmure.Connectors.WhatsApp;

/// <summary>A template of an account.</summary>
/// <param name="Category">In small letters: <c>marketing</c>, <c>utility</c>, <c>authentication</c>.</param>
/// <param name="Body">What it says, with <c>{{1}}</c> for what is filled in.</param>
/// <param name="Variables">How many texts the body wants.</param>
/// <param name="Button">The place of its button whose address ends in a variable; null where it has none, and no link of ours can go along.</param>
/// <param name="ButtonUrl">That address, with its <c>{{1}}</c>; empty without one.</param>
public sealed record WhatsAppTemplate(string Id, string Name, string Language, string Category, string Body, int Variables, int? Button, string ButtonUrl)
{
    private const int LongestName = 512;
    private const int LongestWord = 30;
    private const string Approved = "approved";

    /// <summary>The one form of variable that an address may have: at its end.</summary>
    private const string Ending = "{{1}}";

    /// <summary>What Meta has decided of it, as <c>pending-deletion</c>; empty where it says nothing that could be read.</summary>
    public string Status { get; init; } = "";

    /// <summary>What recipients make of it: <c>green</c>, <c>yellow</c>, <c>red</c>; <c>unknown</c> until enough of them have it.</summary>
    public string Quality { get; init; } = "";

    /// <summary>Whether it may be sent now.</summary>
    public bool IsApproved => Status == Approved;

    /// <summary>Whether the button leads to this address with nothing but the variable filled in; what goes in is <see cref="SuffixOf"/>.</summary>
    public bool Carries(Uri link) => SuffixOf(link).Length > 0;

    /// <summary>What has to be filled in for the button to lead there; empty where it cannot.</summary>
    public string SuffixOf(Uri link)
    {
        ArgumentNullException.ThrowIfNull(link);
        var before = ButtonUrl.EndsWith(Ending, StringComparison.Ordinal) ? ButtonUrl[..^Ending.Length] : "";
        return before.Length > 0 && link.OriginalString.StartsWith(before, StringComparison.OrdinalIgnoreCase) ? link.OriginalString[before.Length..] : "";
    }

    internal static bool IsId(string id) => id.Length is > 0 and <= 24 && id.All(char.IsAsciiDigit);

    internal static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');

    /// <summary>As <c>fr</c> or <c>pt_BR</c>.</summary>
    internal static bool IsLanguage(string language) => language.Length is >= 2 and <= 12 && language.All(letter => char.IsAsciiLetter(letter) || letter == '_');

    /// <summary>A word of Meta's as ours are written, <c>PENDING_DELETION</c> as <c>pending-deletion</c>; empty for anything else. PRIVACY: it must not be a way for texts.</summary>
    internal static string WordOf(string told)
    {
        var word = told.ToLowerInvariant().Replace('_', '-');
        return word.Length <= LongestWord && word.All(letter => char.IsAsciiLetterLower(letter) || letter == '-') ? word : "";
    }

    /// <summary>Null for what has no name that could be sent.</summary>
    internal static WhatsAppTemplate? Read(JsonElement template)
    {
        var (id, name, language) = (template.Text("id"), template.Text("name"), template.Text("language"));
        if (!IsId(id) || !IsName(name) || !IsLanguage(language))
            return null;
        var body = template.Items("components").FirstOrDefault(part => part.Text("type") == "BODY").Text("text");
        var buttons = template.Items("components").Where(part => part.Text("type") == "BUTTONS").SelectMany(part => part.Items("buttons")).ToList();
        var button = buttons.FindIndex(one => one.Text("type") == "URL" && one.Text("url").EndsWith(Ending, StringComparison.Ordinal));
        return new WhatsAppTemplate(
            id, name, language, WordOf(template.Text("category")), body, VariablesOf(body), button < 0 ? null : button, button < 0 ? "" : buttons[button].Text("url"))
        {
            Status = WordOf(template.Text("status")), Quality = WordOf(template.Get("quality_score").Text("score")),
        };
    }

    private static int VariablesOf(string body)
    {
        var count = 0;
        while (count < 50 && body.Contains($"{{{{{count + 1}}}}}", StringComparison.Ordinal))
            count++;
        return count;
    }
}

/// <summary>What became of a template's messages on one day of the account's clock, as Meta counts it.</summary>
/// <param name="Template">The template's id.</param>
/// <param name="Clicked">On any of its buttons.</param>
public sealed record TemplateDay(string Template, DateOnly Day, long Sent, long Delivered, long Read, long Clicked)
{
    internal static TemplateDay? Of(JsonElement point)
    {
        var id = point.Text("template_id");
        if (!WhatsAppTemplate.IsId(id) || Signatures.Seconds(point.Text("start")) is not { } start)
            return null;
        return new TemplateDay(
            id, DateOnly.FromDateTime(start.UtcDateTime), CountOf(point, "sent"), CountOf(point, "delivered"), CountOf(point, "read"), point.Items("clicked").Take(100).Sum(button => CountOf(button, "count")));
    }

    /// <summary>No account has more in a day; what is larger is no count.</summary>
    private static long CountOf(JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count is >= 0 and < 1_000_000_000 ? count : 0;
}
