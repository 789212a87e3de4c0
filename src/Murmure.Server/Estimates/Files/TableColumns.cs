namespace Murmure.Server.Estimates.Files;

/// <summary>The files of a folder of tables, and their columns. Columns may come in any order, and some may be left out.</summary>
internal static class TableColumns
{
    public const string Direct = "direct.csv";
    public const string Visible = "visible.csv";
    public const string Tagged = "tagged.csv";
    public const string Previews = "previews.csv";
    public const string Shares = "shares.csv";
    public const string Campaigns = "campaigns.csv";
    public const string Survey = "survey.csv";

    /// <summary>All columns in the order in which they are written, and those that may be left out.</summary>
    public static (string[] All, string[] Optional) Of(string file) => file switch
    {
        Direct => (["page", "typeable", "hour", "cell", "count"], []),
        Visible => (["page", "hour", "source", "cell", "count"], []),
        Tagged => (["page", "hour", "delay", "cell", "tag_previewed", "count"], ["delay", "tag_previewed"]),
        Previews => (["page", "hour", "family", "count"], []),
        Shares => (["page", "hour", "channel", "count"], []),
        Campaigns => (["start", "end", "page"], ["page"]),
        Survey => (["stratum", "cell", "answer", "invited", "count"], []),
        _ => throw new ArgumentException($"{file} is no file of tables.", nameof(file)),
    };
}
