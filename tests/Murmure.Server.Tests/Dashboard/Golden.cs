using System.Runtime.CompilerServices;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>Text compared with the file kept beside the tests; <c>MURMURE_ACCEPT=1</c> writes what is now right.</summary>
internal static class Golden
{
    public static void ShouldBeGolden(this string text, string name, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Folder(caller), "Golden", name);
        if (Environment.GetEnvironmentVariable("MURMURE_ACCEPT") == "1")
            File.WriteAllText(file, text);
        File.Exists(file).ShouldBeTrue($"{name} is not there yet: look at the output, then accept it with MURMURE_ACCEPT=1");
        text.ShouldBe(File.ReadAllText(file), $"{name} changed: if it is meant to, run again with MURMURE_ACCEPT=1");
    }

    // A deterministic build writes /_/ for the folder of the repository; the tests run from inside it.
    private static string Folder(string caller)
    {
        var parts = caller.Replace('\\', '/').Split("/tests/", 2);
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Murmure.slnx")))
                return Path.GetDirectoryName(Path.Combine(at.FullName, "tests", parts[^1])) ?? at.FullName;
        throw new DirectoryNotFoundException("The tests do not run from inside the repository, where the golden files are.");
    }
}
