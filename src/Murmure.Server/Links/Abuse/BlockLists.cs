using Microsoft.Extensions.Logging;
using Murmure.Server.Hosting;

namespace Murmure.Server.Links.Abuse;

/// <summary>The lists in the data folder's <c>blocklists</c>, whatever their names; read again when one of them changes.</summary>
internal sealed partial class BlockLists(ServeOptions options, TimeProvider clock, ILogger<BlockLists> logger)
{
    /// <summary>The folder's name in the data folder.</summary>
    public const string FolderName = "blocklists";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock turn = new();
    private BlockList current = new();
    private string stamp = "";
    private DateTimeOffset? looked;

    public string Folder => Path.Combine(options.DataFolder, FolderName);

    /// <summary>Whether no list has anything.</summary>
    public bool IsEmpty => Current().Count == 0;

    /// <param name="url">A destination as <see cref="Destination"/> gave it.</param>
    public bool Blocks(string url) => Current().Blocks(url);

    /// <summary>Whether the link leads, by whichever way, to something that a list has.</summary>
    public bool Blocks(Storage.Metadata.Link link) =>
        Blocks(link.Url) || (link.FallbackUrl is { } fallback && Blocks(fallback)) || LinkText.Rules(link).Any(rule => rule.Ways.Any(way => Blocks(way.To)));

    private BlockList Current()
    {
        lock (turn)
        {
            var now = clock.GetUtcNow();
            if (looked is { } before && now - before < LookEvery && now >= before)
                return current;
            looked = now;
            try
            {
                Look();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Log.NotRead(logger, fault.GetType().Name);
            }
            return current;
        }
    }

    private void Look()
    {
        if (!Directory.Exists(Folder))
        {
            (current, stamp) = (new BlockList(), "");
            return;
        }
        var files = new DirectoryInfo(Folder).GetFiles().Where(file => !file.Name.StartsWith('.')).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var now = string.Join('|', files.Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
        if (now == stamp)
            return;
        var list = new BlockList();
        foreach (var line in files.SelectMany(file => File.ReadLines(file.FullName)))
            list.Add(line);
        (current, stamp) = (list, now);
        Log.Read(logger, files.Count, list.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Block lists read: {Files} files, {Entries} hosts and addresses.")]
        public static partial void Read(ILogger logger, int files, int entries);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A block list could not be read ({Fault}); what was read before holds on.")]
        public static partial void NotRead(ILogger logger, string fault);
    }
}
