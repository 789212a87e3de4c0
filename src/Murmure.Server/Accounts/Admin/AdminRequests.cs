using System.Text.Json.Serialization;

namespace Murmure.Server.Accounts.Admin;

/// <param name="Role"><c>owner</c>, <c>editor</c> or <c>viewer</c>.</param>
/// <param name="Password">Null gives a link to choose one.</param>
/// <param name="Organisation">By name, made when absent; null is the only one.</param>
public sealed record AddUserRequest(string Email, string Role, string? Password = null, string? Organisation = null);

/// <param name="SecondFactor">Also turns the second factor off, for who has lost the telephone and the recovery codes.</param>
public sealed record ResetUserRequest(string Email, bool SecondFactor = false);

/// <param name="Profile">A profile's slug; null is <c>eu-consent</c>.</param>
/// <param name="Zone">Null is UTC.</param>
/// <param name="Language">Null is <c>en</c>.</param>
public sealed record AddSiteRequest(string Host, string? Profile = null, string? Zone = null, string? Language = null, string? Organisation = null);

/// <param name="Days">Null never expires.</param>
public sealed record AddKeyRequest(string Name, IReadOnlyList<string> Scopes, int? Days = null, string? Organisation = null);

/// <param name="Domain">The host of the short address; null is the organisation's first one, else the server's own name.</param>
/// <param name="Slug">Null is a random one.</param>
public sealed record AddLinkRequest(string Url, string? Domain = null, string? Slug = null, string? Organisation = null);

/// <summary>How an administrative request ended.</summary>
/// <param name="Line">What was done, or why not, in one line of English.</param>
/// <param name="Secret">What is shown once: a key, or the path of a link.</param>
public sealed record AdminAnswer(bool Done, string Line, string? Secret = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AddUserRequest))]
[JsonSerializable(typeof(ResetUserRequest))]
[JsonSerializable(typeof(AddSiteRequest))]
[JsonSerializable(typeof(AddKeyRequest))]
[JsonSerializable(typeof(AddLinkRequest))]
[JsonSerializable(typeof(AdminAnswer))]
public sealed partial class AdminJson : JsonSerializerContext;
