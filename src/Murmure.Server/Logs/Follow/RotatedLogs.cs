using System.Text.RegularExpressions;

namespace Murmure.Server.Logs.Follow;

/// <summary>Finds what became of a log that was rotated: <c>access.log.1</c>, <c>access.log-20261126.gz</c>, <c>access-2026-11-26.log</c>.</summary>
internal static partial class RotatedLogs
{
    /// <summary>Earlier parts of a log that were written to at that time or later, oldest first: what was not read yet is in them.</summary>
    /// <param name="written">UTC; compared to the second, which is all that a compressed file keeps of its original's time.</param>
    public static IReadOnlyList<string> Since(string log, DateTime written)
    {
        var least = written.AddTicks(-(written.Ticks % TimeSpan.TicksPerSecond));
        var folder = Path.GetDirectoryName(Path.GetFullPath(log))!;
        if (!Directory.Exists(folder))
            return [];
        return
        [
            .. Directory.EnumerateFiles(folder).Where(path => IsPartOf(Path.GetFileName(log), Path.GetFileName(path)))
                .Select(path => (Path: path, Written: File.GetLastWriteTimeUtc(path))).Where(file => file.Written >= least)
                .OrderBy(file => file.Written).Select(file => file.Path),
        ];
    }

    internal static bool IsPartOf(string log, string name)
    {
        if (name.StartsWith(log, StringComparison.Ordinal) && After().IsMatch(name[log.Length..]))
            return true;
        var (stem, extension) = (Path.GetFileNameWithoutExtension(log), Path.GetExtension(log));
        if (extension.Length == 0 || !name.StartsWith(stem, StringComparison.Ordinal))
            return false;
        var rest = Packed().Replace(name[stem.Length..], "");
        return rest.EndsWith(extension, StringComparison.Ordinal) && Within().IsMatch(rest[..^extension.Length]);
    }

    [GeneratedRegex("^([-._]?[0-9][-0-9._T]*|\\.old)(\\.(gz|bz2|zst))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex After();

    [GeneratedRegex("^[-._]?[0-9][-0-9._T]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Within();

    [GeneratedRegex("\\.(gz|bz2|zst)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Packed();
}
