namespace Murmure.Server.Dashboard.Forms;

/// <summary>How the parts of a field are named, so that whoever hears the page is told of both.</summary>
internal static class FieldParts
{
    public static string Hint(string field) => field + "-hint";

    public static string Problem(string field) => field + "-wrong";

    /// <summary>What describes a field, as <c>aria-describedby</c> has it; null for nothing.</summary>
    public static string? Described(string field, string? hint, string? problem) => (hint, problem) switch
    {
        (null, null) => null,
        (_, null) => Hint(field),
        (null, _) => Problem(field),
        _ => Hint(field) + " " + Problem(field),
    };
}
