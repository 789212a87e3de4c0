using System.Text.Json.Serialization;

namespace Murmure.Server.Backups;

/// <summary>What a backup says of itself; <c>manifest.json</c> in it.</summary>
/// <param name="Format">Of the backup as a whole; a later one is refused.</param>
/// <param name="Murmure">The version that made it.</param>
/// <param name="Made">UTC.</param>
/// <param name="Versions">The versions of its parts, by <see cref="Murmure.Storage.SchemaVersion.Part"/>; later ones are refused.</param>
/// <param name="Counts">How many of each thing it holds; a restore counts again.</param>
/// <param name="LeftOut">What a backup never holds, in words.</param>
public sealed record BackupManifest(
    int Format, string Murmure, DateTime Made, IReadOnlyDictionary<string, int> Versions, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<string> LeftOut)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>PRIVACY: what names or links readers ends with its day, and a copy elsewhere would not.</summary>
    public static IReadOnlyList<string> NeverIn { get; } = ["the keys of open days", "open days", "the journal", "the recipients of sends, and their keys"];

    /// <summary>What it holds, for people.</summary>
    public string Say() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Count("sites"):N0} sites, {Count("closedDays"):N0} closed days, {Count("events"):N0} events, {Count("visits"):N0} visits, {Count("accounts"):N0} accounts");

    private long Count(string name) => Counts.GetValueOrDefault(name);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
