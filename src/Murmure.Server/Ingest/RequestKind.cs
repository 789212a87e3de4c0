using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Murmure.Server.Ingest;

/// <summary>Tells pages from everything else a web server answers, by path. Rules, not a list of one site's addresses.</summary>
internal static class RequestKind
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StaticExtensions = Set(
        "css js mjs map json jsonp png jpg jpeg jpe jfif gif webp avif svg svgz ico bmp tif tiff cur apng heic woff woff2 ttf otf eot mp3 m4a ogg oga wav flac aac "
        + "mp4 m4v webm ogv mov avi mkv m3u8 mpd vtt srt swf wasm zip gz tgz bz2 xz zst 7z rar tar dmg exe msi deb rpm apk iso jar bin img torrent "
        + "webmanifest manifest htc cgi-resource less scss coffee ts tsx pbf glb gltf");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MachineExtensions = Set("xml rss atom rdf txt ics opml yml yaml env bak sql log ini conf asp-cron");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HealthPaths = Set(
        "/health /healthz /healthcheck /health-check /health/live /health/ready /livez /readyz /alive /ping /pong /up /_status /server-status /nginx_status "
        + "/stub_status /fpm-status /haproxy-status /elb-status /lb-status /_health /_ping /hc");

    /// <summary>First segments below which only programs ask.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MachineRoots = Set(
        "api wp-json wp-cron.php xmlrpc.php .well-known .git .env graphql socket.io _next _nuxt feed feeds rss atom oembed cdn-cgi "
        + "phpmyadmin autodiscover wp-admin wp-login.php wp-content wp-includes actuator metrics e.gif m.js");

    /// <summary>Last segments that name a program's file wherever they stand (<c>/section/feed/</c>); short, because a page may be called nearly anything.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MachineEnds = Set(
        "feed feeds rss atom oembed trackback xmlrpc.php wp-cron.php wp-login.php admin-ajax.php");

    private static readonly SearchValues<byte> PathEnd = SearchValues.Create("?#;"u8);

    /// <summary>Why a request for this path is no page view, or null where it may be one. Never throws, whatever the bytes.</summary>
    /// <param name="path">A path, without query.</param>
    public static DropReason? Read(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path[0] != '/')
            return DropReason.BadTarget;
        var end = path.IndexOfAny(PathEnd);
        if (end >= 0)
            path = path[..end];
        Span<char> buffer = stackalloc char[64];
        if (path.Length <= 40 && HealthPaths.Contains(Lower(TrimSlash(path), buffer)))
            return DropReason.HealthCheck;
        var name = path[(path.LastIndexOf((byte)'/') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot >= 0 && name.Length - dot is > 1 and <= 13)
        {
            var extension = Lower(name[(dot + 1)..], buffer);
            if (StaticExtensions.Contains(extension))
                return DropReason.StaticFile;
            if (MachineExtensions.Contains(extension))
                return DropReason.MachineFile;
        }
        return HasMachineSegment(path, buffer) ? DropReason.MachineFile : null;
    }

    /// <summary>The first segment says what a machine's address is (<c>/api/…</c>, <c>/wp-json/…</c>), the last one too (<c>/section/feed/</c>).</summary>
    private static bool HasMachineSegment(ReadOnlySpan<byte> path, Span<char> buffer)
    {
        var trimmed = TrimSlash(path);
        if (trimmed.Length <= 1)
            return false;
        var body = trimmed[1..];
        var first = body.IndexOf((byte)'/');
        var last = body.LastIndexOf((byte)'/');
        return Holds(MachineRoots, first < 0 ? body : body[..first], buffer) || (last >= 0 && Holds(MachineEnds, body[(last + 1)..], buffer));
    }

    private static bool Holds(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> names, ReadOnlySpan<byte> segment, Span<char> buffer) =>
        segment.Length is > 0 and <= 20 && names.Contains(Lower(segment, buffer));

    private static ReadOnlySpan<byte> TrimSlash(ReadOnlySpan<byte> path) =>
        path.Length > 1 && path[^1] == '/' ? path[..^1] : path;

    private static ReadOnlySpan<char> Lower(ReadOnlySpan<byte> text, Span<char> buffer)
    {
        for (var i = 0; i < text.Length; i++)
            buffer[i] = char.ToLowerInvariant((char)text[i]);
        return buffer[..text.Length];
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
