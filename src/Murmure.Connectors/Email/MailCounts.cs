using System.Text.Json;

namespace Murmure.Connectors.Email;

/// <summary>Reads counts of mails.</summary>
internal static class MailCounts
{
    /// <summary>More than all mail of the world is a mistake.</summary>
    public const long Most = 1_000_000_000_000;

    /// <summary>A member's count; null where there is none, or something else.</summary>
    public static long? Count(this JsonElement element, string name) => element.Get(name).Number() is { } count and >= 0 and <= Most ? count : null;
}
