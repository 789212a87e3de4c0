namespace Murmure.Server.Logs.Follow;

/// <summary>What a read from a followed log means for the text behind it.</summary>
internal enum FollowState
{
    /// <summary>More may be there at once.</summary>
    More,

    /// <summary>Nothing more is there just now; half a line waits for its end.</summary>
    Waiting,

    /// <summary>This part of the log is over and another one follows: what is left is a record.</summary>
    Ended,

    /// <summary>The text went away while it was read; half a line of it is none.</summary>
    Cut,

    /// <summary>What comes next is a part of the log from its start, some of which may have been read before.</summary>
    Anew,

    /// <summary>Nothing will ever come again.</summary>
    Closed,
}

/// <summary>A log that grows while it is read.</summary>
internal abstract class FollowedInput : IDisposable
{
    /// <summary>As the user named it.</summary>
    public abstract string Name { get; }

    /// <summary>Text just before the place where reading begins, in whole lines; empty at the start of a log.</summary>
    public virtual ReadOnlyMemory<byte> Before => default;

    /// <summary>The line at the top of the log that says what its fields are (W3C's <c>#Fields</c>), where reading begins further down.</summary>
    public virtual ReadOnlyMemory<byte> Directive => default;

    /// <summary>Reads what is there, as far as there is room.</summary>
    public abstract ValueTask<(int Read, FollowState State)> ReadAsync(Memory<byte> room, CancellationToken cancellation);

    /// <summary>Remembers that everything read was sent, but for the last <paramref name="unsent"/> bytes.</summary>
    public virtual void Keep(long unsent)
    {
    }

    public abstract void Dispose();
}

/// <summary>Standard input: no place to come back to, so nothing is remembered; whoever writes into it waits while the server is away.</summary>
internal sealed class FollowedStream(Stream input, string name) : FollowedInput
{
    public override string Name => name;

    public override async ValueTask<(int Read, FollowState State)> ReadAsync(Memory<byte> room, CancellationToken cancellation)
    {
        // A read from a terminal or a pipe ends with the next line and heeds nothing before.
        var read = await input.ReadAsync(room, cancellation).AsTask().WaitAsync(cancellation);
        return (read, read == 0 ? FollowState.Closed : FollowState.Waiting);
    }

    public override void Dispose() => input.Dispose();
}
