using System.Text.Json;

namespace Murmure.Server.Hosting;

/// <summary>How a value of a closed list is written outside: in answers, in the store, in the keys of texts.</summary>
public static class Slugs
{
    /// <summary>Its name in small letters, words parted by hyphens: <c>reaction-removed</c>.</summary>
    public static string Of(Enum value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
    }
}
