using System.Buffers;
using System.Globalization;
using System.Text;

namespace Murmure.Server.Links;

/// <summary>Texts that look like other texts. A few scripts whose letters are mistaken for Latin ones are told apart by their blocks (Unicode 16, Blocks.txt).</summary>
internal static class Homographs
{
    private enum Script
    {
        None,
        Latin,
        Greek,
        Cyrillic,
        Armenian,
        Cherokee,
        FullWidth,
    }

    /// <summary>Cyrillic and Greek letters that are drawn as Latin ones in most faces (from Unicode's confusables, UTS 39).</summary>
    private static readonly SearchValues<char> Twins = SearchValues.Create("аесіјоорԛѕухһԁԝАВЕЅІЈКМНОРСТХУZαινορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ");

    /// <summary>Letters of several such scripts in one text, or nothing but twins of Latin letters.</summary>
    public static bool CanBeMistaken(string text)
    {
        var seen = Script.None;
        var twins = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var script = ScriptOf(rune);
            if (script == Script.None)
                continue;
            if (script == Script.FullWidth || (seen != Script.None && seen != script))
                return true;
            seen = script;
            twins &= script is Script.Greek or Script.Cyrillic && rune.IsBmp && Twins.Contains((char)rune.Value);
        }
        return seen is not (Script.None or Script.Latin) && twins;
    }

    /// <summary>A character that nobody sees; but for the joiner and the selectors that emoji are made of.</summary>
    public static bool IsInvisible(Rune rune) => rune.Value is not (0x200D or 0xFE0F)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    private static Script ScriptOf(Rune rune) => rune.Value switch
    {
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x24F) or (>= 0x1E00 and <= 0x1EFF) => Script.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        >= 0x400 and <= 0x52F => Script.Cyrillic,
        >= 0x530 and <= 0x58F => Script.Armenian,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => Script.Cherokee,
        >= 0xFF01 and <= 0xFF5E => Script.FullWidth,
        _ => Script.None,
    };
}
