namespace Murmure.Connectors.Tests;

/// <summary>Payloads that others have seen, which stand beside the repository and not in it.</summary>
internal static class Shared
{
    /// <summary>The files of a folder there; the test is skipped, visibly, where it is absent.</summary>
    public static IReadOnlyList<string> Files(string name)
    {
        var named = Environment.GetEnvironmentVariable("MURMURE_DATA");
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(named ?? Path.Combine(folder, "shared", "data"), name);
            if (Directory.Exists(path))
                return Directory.GetFiles(path, "*.json");
        }
        Assert.Skip($"shared/data/{name} is not here");
        return [];
    }
}
