using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Hosting;

namespace Murmure.Server.Accounts.Admin;

/// <summary>
/// The socket in the data folder by which verbs reach a running server. Who may open it is who owns the folder; over the network its addresses
/// do not exist.
/// </summary>
public static class AdminSocket
{
    public const string Name = "admin.sock";

    // sockaddr_un holds 108 bytes, the last one zero.
    private const int LongestPath = 107;

    /// <summary>Where the socket of a data folder is; null where none can be, as the system's limit for such paths is short.</summary>
    public static string? PathIn(string dataFolder)
    {
        var path = Path.GetFullPath(Path.Combine(dataFolder, Name));
        return !OperatingSystem.IsWindows() && System.Text.Encoding.UTF8.GetByteCount(path) <= LongestPath ? path : null;
    }

    /// <summary>Whether a request came in by the socket.</summary>
    internal static bool IsSource(HttpContext http) =>
        http.Features.Get<IConnectionSocketFeature>()?.Socket.LocalEndPoint is UnixDomainSocketEndPoint;

    /// <summary>Makes way for the socket: what a killed server left would keep the new one from listening. To be called once the folder is ours.</summary>
    internal static void Clear(string path) => File.Delete(path);

    internal static void Protect(ServeOptions options)
    {
        if (PathIn(options.DataFolder) is { } path && File.Exists(path) && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
