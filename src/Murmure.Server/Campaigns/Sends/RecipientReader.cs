using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Murmure.Connectors.WhatsApp;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>What a file of recipients holds.</summary>
/// <param name="Numbers">Digits in international form, each once, in the file's order.</param>
/// <param name="Doubles">Lines whose number stood above already.</param>
/// <param name="Wrong">The first lines whose number is none, by their places in the file. PRIVACY: what stands there is repeated nowhere.</param>
/// <param name="WrongCount">How many those are in all.</param>
internal sealed record RecipientsRead(IReadOnlyList<string> Numbers, int Doubles, IReadOnlyList<int> Wrong, int WrongCount);

/// <summary>
/// Reads numbers out of a table. A number has a plus or two zeros before its country's code: what a spreadsheet made of <c>06 12 …</c> would be somebody else's
/// in another country.
/// </summary>
internal static class RecipientReader
{
    public const int MostBytes = 8 * 1024 * 1024;

    private const int MostShown = 10;

    private static readonly string[] Delimiters = [",", ";", "\t"];

    /// <summary>What a column of numbers is headed by, without signs and in small letters.</summary>
    private static readonly string[] Heads = ["whatsapp", "phone", "phonenumber", "telephone", "téléphone", "tel", "tél", "mobile", "portable", "number", "numero", "numéro", "msisdn", "e164", "gsm"];

    /// <param name="column">The head of the column, or its place from 1; empty finds it by its head.</param>
    /// <returns>The numbers; null where no column has any, or there are too many.</returns>
    public static (RecipientsRead? Read, string Problem) Read(string text, string column)
    {
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true, DetectDelimiterValues = Delimiters, TrimOptions = TrimOptions.Trim, BadDataFound = null, IgnoreBlankLines = true,
        });
        if (!parser.Read() || parser.Record is not { } head)
            return (null, "send.list.empty");
        var place = PlaceOf(head, column.Trim());
        if (place < 0)
            return (null, "send.list.column");
        var gathering = new Gathering();
        // A file without heads begins with a number.
        if (NumberOf(head, place) is not null)
            gathering.Add(NumberOf(head, place), parser.RawRow);
        while (parser.Read())
        {
            gathering.Add(NumberOf(parser.Record ?? [], place), parser.RawRow);
            if (gathering.Numbers.Count > RecipientList.Most)
                return (null, "send.list.many");
        }
        return gathering.Numbers.Count == 0 ? (null, "send.list.none") : (new RecipientsRead(gathering.Numbers, gathering.Doubles, gathering.Wrong, gathering.WrongCount), "");
    }

    private static int PlaceOf(string[] head, string column)
    {
        if (column.Length > 0)
        {
            var named = Array.FindIndex(head, cell => string.Equals(cell, column, StringComparison.OrdinalIgnoreCase));
            return named >= 0 ? named : int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place >= 1 && place <= head.Length ? place - 1 : -1;
        }
        var known = Array.FindIndex(head, cell => Heads.Contains(string.Concat(cell.ToLowerInvariant().Where(char.IsLetterOrDigit)), StringComparer.Ordinal));
        return known >= 0 ? known : Array.FindIndex(head, cell => DigitsOf(cell) is not null);
    }

    private static string? NumberOf(string[] cells, int place) => place < cells.Length ? DigitsOf(cells[place]) : null;

    private static string? DigitsOf(string cell)
    {
        // Some tables keep a spreadsheet from reading it as a formula.
        var text = cell.TrimStart('\'', '=', '"').TrimEnd('"').Trim();
        return text.StartsWith('+') || text.StartsWith("00", StringComparison.Ordinal) ? WhatsAppAddress.Digits(text) : null;
    }

    private sealed class Gathering
    {
        private readonly HashSet<string> known = new(StringComparer.Ordinal);

        public List<string> Numbers { get; } = [];

        public List<int> Wrong { get; } = [];

        public int Doubles { get; private set; }

        public int WrongCount { get; private set; }

        public void Add(string? digits, int line)
        {
            if (digits is null)
            {
                WrongCount++;
                if (Wrong.Count < MostShown)
                    Wrong.Add(line);
            }
            else if (WhatsAppAddress.Forms(digits).Any(known.Contains))
            {
                Doubles++;
            }
            else
            {
                known.Add(digits);
                Numbers.Add(digits);
            }
        }
    }
}
