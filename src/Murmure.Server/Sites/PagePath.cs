namespace Murmure.Server.Sites;

/// <summary>A page as events name it.</summary>
internal static class PagePath
{
    /// <summary>The path without a final slash, as the pipeline keeps it.</summary>
    public static string Of(Uri address) => address.AbsolutePath is { Length: > 1 } path && path.EndsWith('/') ? path[..^1] : address.AbsolutePath;
}
