using Spectre.Console;

namespace Murmure.Terminal;

/// <summary>
/// Paragraphs and tables of plain text on a console. No text is ever read as markup. The no-break spaces that typography asks for keep
/// words together when a paragraph is wrapped, then become plain ones: what is piped into a search should be found.
/// </summary>
internal sealed class Lines(IAnsiConsole console, int width)
{
    private const int Gutter = 2;
    private static readonly Style StrongStyle = new(decoration: Decoration.Bold);
    private static readonly Style QuietStyle = new(decoration: Decoration.Dim);

    public int Width => width;

    public Lines Say(string text) => Paragraph(text, Style.Plain);

    public Lines Strong(string text) => Paragraph(text, StrongStyle);

    public Lines Quiet(string text) => Paragraph(text, QuietStyle);

    public Lines Title(string text)
    {
        Gap().Line(text, StrongStyle);
        return Line(new string('─', Math.Min(width, text.Length)), QuietStyle);
    }

    public Lines Gap() => Line("", Style.Plain);

    /// <summary>A line as it is, such as a bar.</summary>
    public Lines Raw(string text) => Line(text, Style.Plain);

    /// <summary>
    /// Figures keep to the right and are never broken, heads wrap above them; the first column is a name that gives way where room is short,
    /// and so does the last where it is <paramref name="lastIsText"/>. A column without a head holds bars.
    /// </summary>
    public Lines Table(string[] heads, IReadOnlyList<string[]> rows, bool lastIsText = false)
    {
        var widths = Widths(heads, rows, lastIsText);
        var table = new Table().NoBorder();
        foreach (var (index, head) in heads.Index())
        {
            var text = index == 0 || (index == heads.Length - 1 && lastIsText) || head.Length == 0;
            var column = new TableColumn(new Text(Plain(head), QuietStyle)) { Width = widths[index], Padding = new Padding(0, 0, Gutter, 0) };
            table.AddColumn(text ? column.LeftAligned() : column.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select((cell, i) => new Text(Plain(cell))
            {
                Overflow = i == heads.Length - 1 && lastIsText ? Overflow.Fold : Overflow.Ellipsis,
            }));
        }

        console.Write(table);
        return this;
    }

    private int[] Widths(string[] heads, IReadOnlyList<string[]> rows, bool lastIsText)
    {
        var widths = heads.Select((head, i) => Math.Max(
            rows.Select(row => row[i].Length).DefaultIfEmpty().Max(),
            i == 0 ? head.Length : head.Split(' ').Max(word => word.Length))).ToArray();
        if (lastIsText)
            widths[0] = Math.Min(widths[0], width / 3);
        var giving = lastIsText ? widths.Length - 1 : 0;
        var room = width - widths.Where((_, i) => i != giving).Sum() - (Gutter * widths.Length);
        widths[giving] = Math.Clamp(room, Math.Min(8, widths[giving]), widths[giving]);
        return widths;
    }

    private Lines Paragraph(string text, Style style)
    {
        var line = new System.Text.StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                Line(line.ToString(), style);
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        return Line(line.ToString(), style);
    }

    private Lines Line(string text, Style style)
    {
        console.Write(new Text(Plain(text), style) { Overflow = Overflow.Fold });
        console.WriteLine();
        return this;
    }

    private static string Plain(string text) => text.Replace('\u00A0', ' ').Replace('\u202F', ' ');
}
