namespace Murmure.Storage.Tests.Events;

/// <summary>Texts on file. <c>MURMURE_ACCEPT=1</c> rewrites them; the diff is then what is reviewed.</summary>
internal static class Golden
{
    public static void Compare(string name, string text)
    {
        var file = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("MURMURE_ACCEPT") == "1")
            File.WriteAllText(file, text);
        text.ShouldBe(File.Exists(file) ? File.ReadAllText(file) : "(no file: run with MURMURE_ACCEPT=1)", name);
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Murmure.slnx")))
            root = root.Parent;
        return Directory.CreateDirectory(Path.Combine(
            (root ?? throw new DirectoryNotFoundException("The tests run inside the repository.")).FullName,
            "tests", "Murmure.Storage.Tests", "Events", "Golden")).FullName;
    }
}
