namespace Murmure.Server.Accounts.Keys;

/// <summary>What a key may do.</summary>
public static class Scopes
{
    public const string ReportsRead = "reports:read";
    public const string EventsWrite = "events:write";
    public const string Backfill = "backfill";
    public const string FetchesWrite = "fetches:write";
    public const string LinksWrite = "links:write";

    /// <summary>Everything that the dashboard can do, the other scopes included.</summary>
    public const string Admin = "admin";

    /// <summary>The claim that holds a scope; one claim per scope.</summary>
    public const string Claim = "scope";

    public static IReadOnlyList<string> All { get; } = [ReportsRead, EventsWrite, Backfill, FetchesWrite, LinksWrite, Admin];

    /// <summary>The policy that asks for a key with the scope: <c>RequireAuthorization(Scopes.Policy(Scopes.EventsWrite))</c>.</summary>
    public static string Policy(string scope) => "scope:" + scope;
}
