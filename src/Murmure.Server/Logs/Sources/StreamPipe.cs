using System.IO.Pipelines;

namespace Murmure.Server.Logs;

/// <summary>
/// A stream that can only be read asynchronously (a request's body), as one that is read synchronously (by <see cref="LogReader"/>): a pipe of
/// bounded size stands between them.
/// </summary>
internal sealed class StreamPipe : IAsyncDisposable
{
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20));
    private readonly Task copying;
    private readonly CancellationToken cancellation;

    /// <param name="passing">Sees every byte on its way; null when nobody needs to.</param>
    public StreamPipe(Stream source, Action<ReadOnlySpan<byte>>? passing, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        Reading = pipe.Reader.AsStream();
        copying = CopyAsync(source, passing);
    }

    /// <summary>What is read, on any thread but the one that copies.</summary>
    public Stream Reading { get; }

    /// <summary>Completes when the source is at its end. A reader that gave up does not end it: the rest is read and dropped, so that an answer can be sent.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync();
        await copying;
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task CopyAsync(Stream source, Action<ReadOnlySpan<byte>>? passing)
    {
        Exception? fault = null;
        try
        {
            while (true)
            {
                var room = pipe.Writer.GetMemory(1 << 16);
                var read = await source.ReadAsync(room, cancellation);
                if (read == 0)
                    break;
                passing?.Invoke(room.Span[..read]);
                pipe.Writer.Advance(read);
                await pipe.Writer.FlushAsync(cancellation);
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The sender went away: the reader sees the fault where the end would be.
            fault = broken;
        }
        await pipe.Writer.CompleteAsync(fault);
    }
}
