using System.Globalization;

namespace Murmure.Storage;

/// <summary>The journal's folder: who may write it, its files in their order, and what they hold after a crash.</summary>
internal sealed class SegmentFolder : IDisposable
{
    public const string Pattern = "*" + Suffix;

    private const string Suffix = ".segment";
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharing = unchecked((int)0x80070020);
    private readonly string path;
    private readonly int segmentBytes;
    private readonly FileStream theLock;
    private long lastNumber;

    /// <exception cref="JournalInUseException">Another process has it.</exception>
    public SegmentFolder(string path, int segmentBytes)
    {
        this.path = Path.GetFullPath(path);
        this.segmentBytes = segmentBytes;
        PrivateFolder.Make(this.path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(this.path, PrivateFolder.OwnerOnly);
        theLock = Lock();
    }

    /// <summary>Opens what earlier runs left, oldest first, and cuts what is unsound; or only finds it, and changes nothing.</summary>
    public RecoveredSegments Recover(bool onlyFind = false)
    {
        var found = new RecoveredSegments(onlyFind);
        var files = new List<(FileStream File, SegmentHeader? Header, long Released)>();
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        try
        {
            foreach (var (number, name) in Files())
            {
                lastNumber = number;
                var file = new FileStream(
                    name, FileMode.Open, onlyFind ? FileAccess.Read : FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                files.Add((file, null, 0));
                var read = RandomAccess.Read(file.SafeFileHandle, bytes, 0);
                // A newer format throws here, before anything is changed.
                files[^1] = (file, SegmentHeader.Read(bytes[..read], out var released), released);
            }
        }
        catch
        {
            files.ForEach(file => file.File.Dispose());
            throw;
        }
        var last = files.FindLastIndex(file => file.Header is not null);
        for (var i = 0; i < files.Count; i++)
            found.Add(files[i].File, files[i].Header, files[i].Released, isLast: i >= last);
        return found;
    }

    /// <summary>Makes the next file.</summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public Segment Create()
    {
        var segment = Segment.Create(
            Path.Combine(path, (lastNumber + 1).ToString("d10", CultureInfo.InvariantCulture) + Suffix), lastNumber + 1, segmentBytes);
        lastNumber++;
        return segment;
    }

    public void Dispose() => theLock.Dispose();

    private IEnumerable<(long Number, string Name)> Files() => Directory.EnumerateFiles(path, Pattern)
        .Select(name => (Number: long.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, name))
        .Where(file => file.Number > 0)
        .OrderBy(file => file.Number);

    /// <summary>The lock goes with the process, however it ends; the file stays, because removing it would let two starts hold one each.</summary>
    private FileStream Lock()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(Path.Combine(path, "lock"), options);
        }
        catch (IOException fault) when (fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
        {
            throw new JournalInUseException("The journal is in use by another Murmure process. Stop that one first, or give this one a data folder of its own.", fault);
        }
    }
}
