using System.Diagnostics;

namespace Murmure.Browser.Tests.Tracker;

/// <summary>A Chromium that nobody drives: under a driver it renders no page in advance.</summary>
internal sealed class UndrivenBrowser : IDisposable
{
    private readonly DirectoryInfo profile = Directory.CreateTempSubdirectory("murmure-browser-");
    private readonly Process process;

    public UndrivenBrowser(string address)
    {
        var start = new ProcessStartInfo(Browser.Executable()) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in Browser.Arguments.Append("--headless").Append("--user-data-dir=" + profile.FullName).Append(address))
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser was still writing; what is left lies in the system's temporary folder.
        }
    }
}
