using Murmure.Storage;

namespace Murmure.Server.Exports;

/// <summary>
/// Files that are made only to be sent: in a private folder of the data folder, gone when they were sent or when the making failed. What a killed
/// process left goes at the next start.
/// </summary>
public sealed class OutgoingFiles
{
    /// <summary>The folder's name in the data folder.</summary>
    public const string Name = "outgoing";

    /// <summary>Opens the folder, and empties it: nobody is being sent anything yet.</summary>
    public OutgoingFiles(string dataFolder)
    {
        Folder = Path.Combine(dataFolder, Name);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        PrivateFolder.Make(Folder);
    }

    internal string Folder { get; }

    /// <summary>Has a file made at the path that is given, and opens it; it is removed when the stream is closed.</summary>
    internal async Task<(FileStream File, T Made)> MakeAsync<T>(Func<string, Task<T>> make)
    {
        var path = Path.Combine(Folder, Path.GetRandomFileName());
        try
        {
            var made = await make(path);
            var options = new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.DeleteOnClose | FileOptions.SequentialScan,
            };
            return (new FileStream(path, options), made);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
