namespace Murmure.Terminal;

/// <summary>Bars of block characters. What a part means is in its character, so that a file and a colour-blind reader lose nothing.</summary>
internal static class Bar
{
    public const char Evidence = '█';
    public const char Unexplained = '▒';
    public const char Rest = '░';
    public const char Typed = '▓';

    /// <summary>More than nothing, and less than the half cell that would round up to a whole one.</summary>
    public const char Trace = '▏';

    /// <summary>A bar of at most <paramref name="width"/> characters; something is never nothing.</summary>
    public static string Single(char mark, long value, long most, int width) => value <= 0 || most <= 0
        ? ""
        : Stacked(width, [(mark, (double)value / most)]);

    /// <summary>
    /// Parts side by side, fractions of <paramref name="width"/>; rounded at their edges, so that the whole keeps its length. A part too small
    /// for a cell takes one from its neighbour and shows as <see cref="Trace"/>.
    /// </summary>
    public static string Stacked(int width, ReadOnlySpan<(char Mark, double Fraction)> parts)
    {
        var bar = new System.Text.StringBuilder(width);
        var end = 0d;
        foreach (var (mark, fraction) in parts)
        {
            end += fraction;
            var edge = Math.Min(width, (int)Math.Round(end * width, MidpointRounding.AwayFromZero));
            if (edge > bar.Length)
                bar.Append(mark, edge - bar.Length);
            else if (fraction > 0 && bar.Length < width)
                bar.Append(Trace);
            else if (fraction > 0)
                bar[^1] = Trace;
        }

        return bar.ToString();
    }
}
