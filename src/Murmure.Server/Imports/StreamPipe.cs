using System.IO.Pipelines;

namespace Murmure.Server.Imports;

/// <summary>A stream that can only be read asynchronously, as one that is read synchronously: a pipe of bounded size stands between them.</summary>
internal sealed class StreamPipe : IAsyncDisposable
{
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20));
    private readonly Task copying;

    public StreamPipe(Stream source, CancellationToken cancellation)
    {
        Reading = pipe.Reader.AsStream();
        copying = CopyAsync(source, cancellation);
    }

    /// <summary>What is read, on any thread but the one that copies.</summary>
    public Stream Reading { get; }

    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync();
        await copying;
    }

    private async Task CopyAsync(Stream source, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            await source.CopyToAsync(pipe.Writer, cancellation);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The sender went away, or the reader gave up (a format that nobody knows): the reader sees the end or the fault.
            fault = broken is InvalidOperationException ? null : broken;
        }
        await pipe.Writer.CompleteAsync(fault);
    }
}
