namespace Murmure.Connectors.WhatsApp;

/// <summary>Telephone numbers as WhatsApp takes them, and addresses that open a conversation.</summary>
public static class WhatsAppAddress
{
    /// <summary>The most that a QR code of its highest level holds is 1,273 bytes.</summary>
    public const int LongestAddress = 1_200;

    /// <summary>The digits of a number in international form (E.164: a country's code and at most fifteen digits in all); null for anything else.</summary>
    /// <param name="text">With or without its plus, with the signs that people write between digits.</param>
    public static string? Digits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<char> digits = stackalloc char[15];
        var count = 0;
        var trimmed = text.AsSpan().Trim();
        trimmed = trimmed.StartsWith("+", StringComparison.Ordinal) ? trimmed[1..] : trimmed.StartsWith("00", StringComparison.Ordinal) ? trimmed[2..] : trimmed;
        foreach (var letter in trimmed)
        {
            if (char.IsAsciiDigit(letter))
            {
                if (count == digits.Length)
                    return null;
                digits[count++] = letter;
            }
            else if (letter is not (' ' or '-' or '.' or '(' or ')' or '/' or '\u00A0' or '\u202F'))
            {
                return null;
            }
        }
        // The shortest number in the world's plan that is no short code has seven digits with its country.
        return count >= 7 && digits[0] != '0' ? digits[..count].ToString() : null;
    }

    /// <summary>
    /// The forms that one person's number has at WhatsApp: in Mexico, Argentina and Brazil what people dial and what WhatsApp writes differ by one digit, and
    /// a refusal comes in the form of WhatsApp.
    /// </summary>
    /// <param name="digits">As <see cref="Digits"/> gives it.</param>
    public static IReadOnlyList<string> Forms(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return digits switch
        {
            ['5', '2', '1', ..] and { Length: 13 } => [digits, "52" + digits[3..]],
            ['5', '2', ..] and { Length: 12 } => [digits, "521" + digits[2..]],
            ['5', '4', '9', ..] and { Length: 13 } => [digits, "54" + digits[3..]],
            ['5', '4', ..] and { Length: 12 } => [digits, "549" + digits[2..]],
            ['5', '5', _, _, '9', ..] and { Length: 13 } => [digits, digits[..4] + digits[5..]],
            ['5', '5', ..] and { Length: 12 } => [digits, digits[..4] + "9" + digits[4..]],
            _ => [digits],
        };
    }

    /// <summary>The address that opens a conversation with a number, with a text filled in that the writer may change.</summary>
    /// <param name="digits">As <see cref="Digits"/> gives it.</param>
    /// <returns>Null where it would be too long.</returns>
    public static Uri? Conversation(string digits, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var address = "https://wa.me/" + digits + (text.Length > 0 ? "?text=" + Uri.EscapeDataString(text) : "");
        return address.Length <= LongestAddress ? new Uri(address) : null;
    }
}
