namespace Murmure.Server.Logs;

/// <summary>Why a log cannot be read, or not to its end.</summary>
public enum LogProblemKind : byte
{
    Missing,
    Directory,
    Unreadable,
    Empty,
    Binary,
    UnknownFormat,
    UnknownFormatName,
    Truncated,
    Corrupt,
    ReadFailed,
}

/// <summary>A problem with one input, as a value.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Input">The input as the user named it; for <see cref="LogProblemKind.UnknownFormatName"/>, the name that was asked for.</param>
/// <param name="Detail">The compression that is cut short or corrupt (<c>gzip</c>), the format names that exist, or empty.</param>
public sealed record LogProblem(LogProblemKind Kind, string Input, string Detail = "")
{
    /// <summary>One line for the user, in English or, for <c>fr</c>, in French.</summary>
    public string Say(string language = "en") => LogTexts.Say(this, language);
}
