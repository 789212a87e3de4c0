namespace Murmure.Server.Tests.Logs;

/// <summary>The shared files with expected answers, which stand beside the repository and not in it.</summary>
internal static class SharedData
{
    /// <summary>The path of a file there; the test is skipped, visibly, where it is absent.</summary>
    public static string Path(string name)
    {
        if (Find(name) is { } path)
            return path;
        Assert.Skip($"shared/data/{name} is not here");
        return "";
    }

    /// <summary>The path of a file there, or null.</summary>
    public static string? Find(string name)
    {
        var named = Environment.GetEnvironmentVariable("MURMURE_DATA");
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var path = System.IO.Path.Combine(named ?? System.IO.Path.Combine(folder, "shared", "data"), name);
            if (File.Exists(path))
                return path;
        }
        return null;
    }
}
