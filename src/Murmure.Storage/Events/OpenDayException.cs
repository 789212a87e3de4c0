using System.Data.Common;

namespace Murmure.Storage.Events;

/// <summary>An open day could not be read for a reason that is not the file's: no memory, no room, no permission, another program at work on it.</summary>
public sealed class OpenDayException : Exception
{
    /// <param name="file">The day's file.</param>
    /// <param name="fault">What the database said.</param>
    public OpenDayException(string file, DbException fault)
        : base($"The open day {Path.GetFileName(file)} cannot be opened, and is left as it is: {fault?.Message.Split('\n')[0].Trim()}", fault)
    {
    }

    public OpenDayException()
    {
    }

    public OpenDayException(string message)
        : base(message)
    {
    }

    public OpenDayException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
