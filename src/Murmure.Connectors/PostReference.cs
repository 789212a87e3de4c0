using System.Text.RegularExpressions;

namespace Murmure.Connectors;

/// <summary>
/// What a service that does not publish for us calls a post: the number of a newsletter, the reference that went along with text messages. One rule for what a member
/// types in and for what a service tells: what would never be found again is not kept.
/// </summary>
public static partial class PostReference
{
    public const int Longest = 64;

    public static bool IsOne(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]{1,64}\z", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
