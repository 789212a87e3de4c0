namespace Murmure.Terminal;

/// <summary>Bars of block characters. What a part means is in its character, so that a file and a colour-blind reader lose nothing.</summary>
internal static class Bar
{
    public const char Evidence = '█';
    public const char Unexplained = '▒';
    public const char Rest = '░';
    public const char Typed = '▓';

    /// <summary>A bar of at most <paramref name="width"/> characters; something is never nothing.</summary>
    public static string Single(char mark, long value, long most, int width) => value <= 0 || most <= 0
        ? ""
        : new string(mark, Math.Max(1, (int)Math.Round((double)value / most * width)));

    /// <summary>Parts side by side, fractions of <paramref name="width"/>; rounded at their edges, so that the whole keeps its length.</summary>
    public static string Stacked(int width, ReadOnlySpan<(char Mark, double Fraction)> parts)
    {
        var bar = new System.Text.StringBuilder(width);
        var end = 0d;
        foreach (var (mark, fraction) in parts)
        {
            end += fraction;
            var edge = Math.Min(width, (int)Math.Round(end * width));
            bar.Append(mark, Math.Max(0, edge - bar.Length));
        }

        return bar.ToString();
    }
}
