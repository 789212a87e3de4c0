using System.Collections.Concurrent;
using System.Globalization;
using Murmure.Storage;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>The lists of sends that are not over, each in a file under the folder <c>sends</c>, with its key elsewhere. Neither is in a backup.</summary>
internal sealed class SendFolder : IDisposable
{
    private const string Extension = ".list";

    private readonly string folder;
    private readonly SendKeys keys;
    private readonly ConcurrentDictionary<long, RecipientList> lists = new();

    /// <summary>Opens what is there: a list without its key is no list, and a key without its list serves for nothing.</summary>
    public SendFolder(string dataPath, SendKeys keys)
    {
        (folder, this.keys) = (System.IO.Path.Combine(dataPath, "sends"), keys);
        PrivateFolder.Make(folder);
        foreach (var half in Directory.EnumerateFiles(folder, "*.new"))
            File.Delete(half);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).ToList())
        {
            if (PostOf(path) is { } post && keys.Find(post) is { } key && RecipientList.Open(path, key) is { } list)
                lists[post] = list;
            else
                File.Delete(path);
        }
        foreach (var post in keys.Posts().Where(post => !lists.ContainsKey(post)))
            keys.Destroy(post);
    }

    /// <summary>Where what else is kept of sends may lie.</summary>
    public string Path => folder;

    public IReadOnlyCollection<RecipientList> All => [.. lists.Values];

    public RecipientList? Find(long post) => lists.GetValueOrDefault(post);

    /// <summary>Keeps a list; null where the post has one already.</summary>
    public RecipientList? Make(long post, IReadOnlyList<string> numbers, DateTimeOffset now)
    {
        lock (lists)
        {
            return lists.ContainsKey(post) ? null : lists[post] = RecipientList.Make(PathOf(post), keys.Make(post), new ListHead(post, now, SendStage.Ready), numbers);
        }
    }

    /// <summary>Destroys the send's key, then its list. Whoever holds the list's turn calls it.</summary>
    public void Destroy(RecipientList list)
    {
        lock (lists)
        {
            keys.Destroy(list.Head.Post);
            list.Destroy();
            lists.TryRemove(list.Head.Post, out _);
        }
    }

    public void Dispose()
    {
        foreach (var list in lists.Values)
            list.Dispose();
    }

    internal static long? PostOf(string path) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var post) ? post : null;

    private string PathOf(long post) => System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{post}{Extension}"));
}
