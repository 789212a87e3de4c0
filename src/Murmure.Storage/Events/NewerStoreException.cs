namespace Murmure.Storage.Events;

/// <summary>The store was written by a later version, whose tables this one would misread.</summary>
public sealed class NewerStoreException : Exception
{
    public NewerStoreException(int found, int known)
        : base($"The event store has schema {found}; this version of Murmure knows schemas up to {known}. Upgrade Murmure, or restore a backup.")
    {
    }

    public NewerStoreException()
    {
    }

    public NewerStoreException(string message)
        : base(message)
    {
    }

    public NewerStoreException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
