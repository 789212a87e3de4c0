using System.Net;
using Microsoft.Extensions.Logging;
using Murmure.Server.Sites.Checks;
using Murmure.Storage;

namespace Murmure.Server.Links.Abuse;

/// <summary>Fetches the block list that is configured, through the guarded client; where none is, nothing is ever fetched.</summary>
internal sealed partial class BlockListFetch(BlockLists lists, GuardedClient client, AbuseOptions options, ILogger<BlockListFetch> logger)
{
    private const string Name = "fetched.txt";
    private const int MostBytes = 128 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task FetchAsync(CancellationToken cancellation)
    {
        if (options.BlockList is not { } address)
            return;
        var (page, refusal) = await client.FetchAsync(new Uri(address), new FetchTerms(MostBytes, Patience), cancellation);
        // Half a list would let the other half through, and an error page would empty it.
        if (page is not { Status: HttpStatusCode.OK, IsCut: false, Text.Length: > 0 })
        {
            Log.NotFetched(logger, refusal?.ToString() ?? page!.Status.ToString());
            return;
        }
        PrivateFolder.Make(lists.Folder);
        var aside = Path.Combine(lists.Folder, "." + Name);
        await File.WriteAllTextAsync(aside, page.Text, cancellation);
        File.Move(aside, Path.Combine(lists.Folder, Name), overwrite: true);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The block list could not be fetched ({Reason}); the one of before holds on.")]
        public static partial void NotFetched(ILogger logger, string reason);
    }
}
