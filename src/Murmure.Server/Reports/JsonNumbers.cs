using System.Text.Json;

namespace Murmure.Server.Reports;

/// <summary>Figures that may not be there.</summary>
internal static class JsonNumbers
{
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.WriteNumberOrNullValue(value);
    }

    /// <summary>JSON has no word for what is no number; there it is null as well.</summary>
    public static void WriteNumberOrNullValue(this Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
