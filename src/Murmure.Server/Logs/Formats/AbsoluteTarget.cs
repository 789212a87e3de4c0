using Murmure.Server.Ingest;

namespace Murmure.Server.Logs;

/// <summary>Balancers and caches log whole addresses: <c>https://example.com:443/a?b</c> becomes host and target.</summary>
internal static class AbsoluteTarget
{
    /// <returns>False when the target is no http address. A host already known (a header) is kept.</returns>
    public static bool TrySplit(scoped ref RawHit hit)
    {
        var target = hit.Target;
        if (!target.StartsWith("http://"u8) && !target.StartsWith("https://"u8))
            return false;
        var authority = target[(target.IndexOf("//"u8) + 2)..];
        var end = authority.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        if (hit.Host.IsEmpty)
            hit.Host = end < 0 ? authority : authority[..end];
        hit.Target = end < 0 ? "/"u8 : authority[end..];
        return true;
    }
}
