using Murmure.Statistics.Tables;

namespace Murmure.Server.Estimates.Files;

/// <summary>Why a folder of tables cannot be read.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">Its line, from 1; 0 where it is the file as a whole.</param>
/// <param name="Found">What is there.</param>
/// <param name="Accepted">What would be read.</param>
public sealed record TableProblem(string File, int Line, string Found, string Accepted)
{
    public override string ToString() => Line > 0 ? $"{File}, line {Line}: {Found}; accepted: {Accepted}" : $"{File}: {Found}; accepted: {Accepted}";
}

/// <summary>Tables with what they lack: the calendar.</summary>
/// <param name="Tables">The counts.</param>
/// <param name="FirstDay">The day of hour 0; null where the files count hours without saying from when.</param>
public sealed record TableSet(HourlyTables Tables, DateOnly? FirstDay);
