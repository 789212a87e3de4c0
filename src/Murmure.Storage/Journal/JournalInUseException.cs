namespace Murmure.Storage;

/// <summary>Another process writes this journal. Two would overwrite each other's records.</summary>
public sealed class JournalInUseException : Exception
{
    public JournalInUseException()
        : base("The journal is in use by another Murmure process. Stop that one first, or give this one a data folder of its own.")
    {
    }

    public JournalInUseException(string message)
        : base(message)
    {
    }

    public JournalInUseException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
