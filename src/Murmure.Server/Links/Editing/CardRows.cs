using System.Globalization;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Forms;

namespace Murmure.Server.Links;

/// <summary>A preview of a link as the page's form has it: the common words first, then those of channels.</summary>
/// <param name="Channel">Empty for the common ones.</param>
public sealed record CardRow(string Channel, string Title, string Description, string Image);

/// <summary>Preview cards as a form without script.</summary>
internal static class CardRows
{
    private const int MostChannels = 30;

    public static List<CardRow> Of(LinkPreview? preview) =>
    [
        new("", preview?.Title ?? "", preview?.Description ?? "", preview?.Image ?? ""),
        .. (preview?.Channels ?? new Dictionary<string, LinkPreview>()).Select(own => new CardRow(own.Key, own.Value.Title, own.Value.Description, own.Value.Image)),
    ];

    public static List<CardRow> Read(HttpContext http)
    {
        var rows = new List<CardRow>();
        for (var i = 0; i <= MostChannels && http.Request.Form.ContainsKey(Name("title", i)); i++)
            rows.Add(new CardRow(http.Field(Name("channel", i)), http.Field(Name("title", i)), http.Field(Name("description", i)), http.Field(Name("image", i))));
        return rows.Count > 0 ? rows : Of(null);
    }

    /// <summary>Does what a button says: <c>add</c>, <c>remove-2</c>. False for what is no button of these.</summary>
    public static bool Press(List<CardRow> rows, string button, string channel)
    {
        if (button == "add")
        {
            if (rows.Count <= MostChannels && !rows.Exists(row => row.Channel == channel))
                rows.Add(new CardRow(channel, "", "", ""));
            return true;
        }
        for (var i = 1; i < rows.Count; i++)
        {
            if (button != Name("remove", i))
                continue;
            rows.RemoveAt(i);
            return true;
        }
        return false;
    }

    /// <summary>The preview that the rows mean; null where all are empty.</summary>
    public static LinkPreview? Meant(IReadOnlyList<CardRow> rows)
    {
        var channels = rows.Skip(1).Where(row => !IsEmpty(row)).DistinctBy(row => row.Channel).ToDictionary(row => row.Channel, row => new LinkPreview(row.Title, row.Description, row.Image));
        return channels.Count == 0 && IsEmpty(rows[0]) ? null : new LinkPreview(rows[0].Title, rows[0].Description, rows[0].Image, channels.Count == 0 ? null : channels);
    }

    public static string Name(string field, int row) => string.Create(CultureInfo.InvariantCulture, $"{field}-{row}");

    private static bool IsEmpty(CardRow row) => row is { Title: "", Description: "", Image: "" };
}
