using System.Diagnostics;
using System.Text;

namespace Murmure.Tests;

/// <summary>The built program, run as a process of its own in a folder of its own.</summary>
internal sealed class Executable : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-tests-");

    /// <summary>Everything that the program wrote stands below here: its working folder, its temporary files.</summary>
    public string Folder => folder.FullName;

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public Task<Outcome> RunAsync(params string[] arguments) => RunAsync(ReadOnlyMemory<byte>.Empty, arguments);

    public Task<Outcome> RunAsync(ReadOnlyMemory<byte> input, params string[] arguments) => RunAsync(input, [], arguments);

    /// <summary>With variables of the environment set.</summary>
    public Task<Outcome> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        RunAsync(ReadOnlyMemory<byte>.Empty, environment, arguments);

    /// <summary>Starts the program and leaves it running, for talking to it; the caller sees to its end.</summary>
    public Process Start(params string[] arguments) => Start([], arguments);

    private async Task<Outcome> RunAsync(ReadOnlyMemory<byte> input, Dictionary<string, string> environment, string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await error);
    }

    public Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "murmure.exe" : "murmure"), arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8, WorkingDirectory = Folder,
        };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>How a run ended.</summary>
internal sealed record Outcome(int Exit, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
