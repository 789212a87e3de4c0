using System.Text.RegularExpressions;
using CsCheck;

namespace Murmure.Connectors.Tests;

/// <summary>Values where others belong.</summary>
internal static partial class Odd
{
    public static readonly Gen<string> Value = Gen.OneOf(
        "null", "true", "false", "0", "-1", "1e400", "-0.5", "9223372036854775807", "9223372036854775808", "253402300800", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[[[]]]]",
        "[null,1,{}]", "{\"id\":{}}", "{\"id\":-1001234567890}", "\"" + new string('a', 5000) + "\"", "{\"type\":\"emoji\",\"emoji\":[]}", "1764061140");

    /// <summary>The payload with one of its simple values replaced; the place is taken modulo their number.</summary>
    public static string Replace(string payload, int place, string value)
    {
        var found = SimpleValue().Matches(payload);
        var chosen = found[place % found.Count].Groups["value"];
        return payload[..chosen.Index] + value + payload[(chosen.Index + chosen.Length)..];
    }

    [GeneratedRegex(":(?<value>\"[^\"]*\"|-?[0-9.]+|true|false|null|\\{\\}|\\[\\])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SimpleValue();
}
