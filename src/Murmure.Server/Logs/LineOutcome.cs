namespace Murmure.Server.Logs;

/// <summary>What became of one record of a log. The texts are in <see cref="LogTexts"/>.</summary>
public enum LineOutcome : byte
{
    /// <summary>A request: the hit is filled.</summary>
    Hit,

    /// <summary>No line of the log: blank, a comment, a directive or a header. Neither read nor malformed.</summary>
    Aside,

    /// <summary>A sound record that is no page request (a server's own message, a TCP session, an object's expiry, a custom event).</summary>
    NotARequest,

    /// <summary>The record does not have the shape of its format.</summary>
    NotThisFormat,

    /// <summary>A quoted field has no closing quote.</summary>
    UnbalancedQuotes,

    /// <summary>The client address is not an address or a host name.</summary>
    BadAddress,

    /// <summary>The time cannot be read, or is none that a calendar has.</summary>
    BadTime,

    /// <summary>No method and target where the request should be, although the server answered it as one.</summary>
    BadRequest,

    /// <summary>The status is no number from 0 to 999.</summary>
    BadStatus,

    /// <summary>The record ends before the fields that are needed.</summary>
    MissingField,

    /// <summary>The JSON is broken.</summary>
    BadJson,

    /// <summary>The record is longer than <see cref="LogFormat.MaxRecordBytes"/>.</summary>
    TooLong,
}
