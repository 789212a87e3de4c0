namespace Murmure.Storage;

/// <summary>The journal was written by a later version, whose records this one would misread.</summary>
public sealed class NewerJournalException : Exception
{
    public NewerJournalException(int found, int known)
        : base($"The journal has format {found}; this version of Murmure knows formats up to {known}. Upgrade Murmure, and let it drain the journal.")
    {
    }

    public NewerJournalException()
    {
    }

    public NewerJournalException(string message)
        : base(message)
    {
    }

    public NewerJournalException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
