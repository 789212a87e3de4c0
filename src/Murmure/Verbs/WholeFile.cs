namespace Murmure.Verbs;

/// <summary>A verb's result in a file that is there whole or not at all, for its owner only; or on standard output.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the target first; what fails half-way leaves the target as it was.</summary>
    /// <param name="path">The target; <c>-</c> is standard output.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="check">Reads what was written, and says whether it is to be kept.</param>
    public static async Task WriteAsync(
        string path, Func<Stream, CancellationToken, Task> write, Func<string, CancellationToken, Task<bool>>? check, CancellationToken cancellation)
    {
        if (path == "-")
        {
            await using var output = Console.OpenStandardOutput();
            await write(output, cancellation);
            return;
        }

        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var file = new FileStream(part, options))
            {
                await write(file, cancellation);
                file.Flush(flushToDisk: true);
            }

            if (check is null || await check(part, cancellation))
                File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
