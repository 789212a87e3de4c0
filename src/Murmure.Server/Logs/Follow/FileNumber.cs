using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Murmure.Server.Logs.Follow;

/// <summary>
/// By what a file is the same file under another name: its inode on Linux; elsewhere, where .NET tells no such number, the time when it was made.
/// </summary>
internal static class FileNumber
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint Inode = 0x100;
    private const int StatxBytes = 256;
    private const int InodeOffset = 32;

    /// <summary>The number of the file that has this name now; null when there is none.</summary>
    public static ulong? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) ? (ulong)File.GetCreationTimeUtc(path).Ticks : null;
        var told = new byte[StatxBytes];
        return Statx(CurrentFolder, path, 0, Inode, told) == 0 ? Read(told) : null;
    }

    /// <summary>The number of an open file.</summary>
    public static ulong Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return (ulong)File.GetCreationTimeUtc(file).Ticks;
        var told = new byte[StatxBytes];
        return Statx(file.DangerousGetHandle().ToInt32(), "", EmptyPath, Inode, told) == 0 ? Read(told) : throw new IOException("The file system does not tell the file's number.");
    }

    // The one call for it whose answer is laid out alike on every architecture (statx(2): stx_ino at byte 32).
    private static ulong Read(byte[] told) => BinaryPrimitives.ReadUInt64LittleEndian(told.AsSpan(InodeOffset));

#pragma warning disable SYSLIB1054 // No source-generated import: that would need unsafe code.
    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] told);
#pragma warning restore SYSLIB1054
}
