
namespace Murmure.Attribution.Rules;

/// <summary>What a referrer is.</summary>
public enum ReferrerKind
{
    /// <summary>There is none, or none that can be read (<c>about:blank</c>, a relative address).</summary>
    None,

    /// <summary>A web address.</summary>
    Host,

    /// <summary>An Android package (<c>android-app://com.slack/</c>).</summary>
    App,

    /// <summary>Known referrer spam: the hit is dropped.</summary>
    Spam,

    /// <summary>Text that no browser sends as a referrer (markup, code, control characters): the hit is dropped.</summary>
    Forged,
}

/// <summary>A referrer, read once and shared by every hit that carries it. Host and path only; the query is gone.</summary>
public sealed record ReferrerReading
{
    public static readonly ReferrerReading Empty = new() { Kind = ReferrerKind.None };

    public required ReferrerKind Kind { get; init; }

    /// <summary>The host in lower case without port, <c>ip-address</c> where the host was one, <c>android-app</c> for a package.</summary>
    public string Host { get; init; } = "";

    /// <summary>The path without query, at most 200 characters; empty for channels that are private, whose paths can name a mailbox or a chat.</summary>
    public string Path { get; init; } = "";

    /// <summary>The Android package, lower case.</summary>
    public string Package { get; init; } = "";

    public Channel? Channel { get; init; }

    /// <summary>What the referrer alone says; null when it says nothing.</summary>
    public Origin? Origin { get; init; }

    /// <summary>Whether the referrer shows a place that anybody can read: a share tag seen from there is no private share.</summary>
    public bool Public => Origin is { } origin && origin.Family is Family.Social or Family.Search or Family.Ai or Family.Video or Family.Referral;
}
