using System.IO.Compression;
using System.Text;
using CsCheck;
using ICSharpCode.SharpZipLib.BZip2;
using Murmure.Server.Logs;

namespace Murmure.Server.Tests.Logs;

/// <summary>Reading is total: however the same records arrive, they are the same records, and no bytes make it throw.</summary>
public sealed class LogReaderTests
{
    private static readonly Gen<string> SomeLog = Gen.OneOf(Samples.All.Keys.ToArray()).SelectMany(format =>
        Gen.Int[1, 30].Select(copies => string.Join('\n', Enumerable.Repeat(Samples.All[format].TrimEnd(), copies)) + "\n"));

    [Fact]
    public void A_log_cut_into_chunks_of_any_size_gives_the_same_hits() =>
        Gen.Select(SomeLog, Gen.Int[1, 5000]).Sample((log, size) =>
        {
            var (whole, cut) = (ReadLog.Of(log), ReadLog.Of(log, null, size));
            cut.Hits.ShouldBe(whole.Hits);
            cut.Refused.ShouldBe(whole.Refused);
        }, iter: 300);

    [Fact]
    public void Junk_between_the_lines_is_refused_by_the_same_line_numbers_in_any_chunks() =>
        Gen.Select(SomeLog, SomeLog, Gen.Byte.Array[0, 200], Gen.Int[1, 3000]).Sample((before, after, junk, size) =>
        {
            // A line of the format that is asked for: without one, a short log with much junk is a binary file, and rightly so.
            byte[] log = [.. Line("a"), .. Encoding.UTF8.GetBytes(before), .. junk, (byte)'\n', .. Encoding.UTF8.GetBytes(after)];
            var (whole, cut) = (ReadLog.Of(log, "combined"), ReadLog.Of(log, "combined", size));
            cut.Hits.ShouldBe(whole.Hits);
            cut.Refused.ShouldBe(whole.Refused);
        }, iter: 300);

    [Fact]
    public void A_compressed_log_gives_the_same_hits() =>
        Gen.Select(SomeLog, Gen.OneOf(Packers)).Sample((log, pack) =>
        {
            var read = ReadLog.Of(pack(Encoding.UTF8.GetBytes(log)));
            read.Trouble.ShouldBeNull();
            read.Hits.ShouldBe(ReadLog.Of(log).Hits);
        }, iter: 60);

    [Fact]
    public void Several_archives_in_one_file_are_one_log() =>
        Packers.ShouldAllBe(pack => ReadLog.Of(Joined(pack(Line("a")), pack(Line("b")), pack(Line("c")))).Hits.Count == 3);

    [Fact]
    public void An_archive_cut_anywhere_is_reported_and_what_came_before_is_kept()
    {
        var log = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => Samples.All["common"].Replace("utm", $"n{i * 7919 % 10007}", StringComparison.Ordinal) + "\n")));
        var whole = ReadLog.Of(log).Hits;
        foreach (var (pack, name, least) in ((Func<byte[], byte[]>, string, int)[])[(Gzip, "gzip", 1), (Bzip2, "bzip2", 1), (Zstd, "zstd", 1)])
        {
            var packed = pack(log);
            foreach (var lost in (int[])[1, 4, 8, 9, 500, packed.Length / 4])
            {
                var read = ReadLog.Of(packed[..^lost]);
                read.Trouble.ShouldBe(new LogProblem(LogProblemKind.Truncated, "test.log", name), $"{name} without its last {lost} bytes");
                read.Hits.Count.ShouldBeGreaterThanOrEqualTo(least);
                // The last record may be cut within its path: every other is the original's.
                read.Hits.SkipLast(1).ShouldBe(whole.Take(read.Hits.Count - 1));
            }
        }
    }

    [Fact]
    public void A_damaged_archive_never_throws() =>
        Gen.Select(SomeLog, Gen.OneOf(Packers), Gen.Double[0, 0.999], Gen.Byte[1, 255]).Sample((log, pack, where, flip) =>
        {
            var packed = pack(Encoding.UTF8.GetBytes(log));
            packed[4 + (int)((packed.Length - 4) * where)] ^= flip;
            Drain(packed);
        }, iter: 500);

    [Fact]
    public void Any_bytes_before_a_log_never_throw() =>
        Gen.Select(Gen.Byte.Array[0, 2000], SomeLog).Sample((junk, log) => Drain([.. junk, .. Encoding.UTF8.GetBytes(log)]), iter: 1000);

    [Fact]
    public void No_byte_changed_in_a_line_makes_any_format_throw()
    {
        var scratch = new LineScratch();
        Gen.Select(Gen.OneOf(Samples.All.Values.ToArray()), Gen.Select(Gen.Double[0, 0.9999], Gen.Byte).Array[1, 4], Gen.Int[0, 3]).Sample((sample, changes, cuts) =>
        {
            var line = Encoding.UTF8.GetBytes(sample[(sample.LastIndexOf('\n') + 1)..]);
            foreach (var (where, value) in changes)
                line[(int)(line.Length * where)] = value;
            var text = line.AsSpan(0, line.Length >> cuts);
            foreach (var format in LogFormats.All)
                Enum.IsDefined(format.Parse(text, scratch, out _)).ShouldBeTrue();
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Text_in_utf_16_and_byte_order_marks_are_understood()
    {
        var log = Samples.All["combined"].Replace("/news/a", "/é", StringComparison.Ordinal) + "\n";
        var hits = ReadLog.Of(log).Hits;
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8])
        {
            ReadLog.Of([.. encoding.GetPreamble(), .. encoding.GetBytes(log)]).Hits.ShouldBe(hits, encoding.WebName);
            ReadLog.Of(Gzip([.. encoding.GetPreamble(), .. encoding.GetBytes(log)])).Hits.ShouldBe(hits, encoding.WebName);
        }
    }

    [Fact]
    public void A_line_of_megabytes_is_refused_once_and_the_next_is_read()
    {
        var line = Samples.All["combined"].TrimEnd();
        foreach (var length in (int[])[70_000, 1 << 20, 5_000_000])
        {
            var read = ReadLog.Of(line + "\n" + line.Replace("/news/a", new string('a', length), StringComparison.Ordinal) + "\n" + line + "\nx");
            read.Hits.Count.ShouldBe(2);
            read.Refused.ShouldBe([(LineOutcome.TooLong, 2), (LineOutcome.NotThisFormat, 4)]);
        }
        ReadLog.Of(line + "\n" + new string('a', 3_000_000)).Refused.ShouldBe([(LineOutcome.TooLong, 2)]);
    }

    [Fact]
    public void Chunks_hold_whole_records_and_say_where_they_start()
    {
        var log = string.Concat(Enumerable.Repeat(Samples.All["combined"].TrimEnd() + "\n", 20_000));
        LogReader.TryOpen(new MemoryStream(Encoding.UTF8.GetBytes(log)), "x", null, log.Length, out var reader, out _).ShouldBeTrue();
        var lines = 0L;
        using (reader)
        {
            foreach (var chunk in reader!.Chunks())
            {
                using (chunk)
                {
                    chunk.Length.ShouldBeLessThanOrEqualTo(LogReader.ChunkBytes);
                    chunk.FirstLine.ShouldBe(lines + 1);
                    chunk.Buffer[chunk.Length - 1].ShouldBe((byte)'\n');
                    lines += chunk.Buffer.AsSpan(0, chunk.Length).Count((byte)'\n');
                }
            }
            (reader.BytesRead, reader.Length).ShouldBe((log.Length, log.Length));
        }
        lines.ShouldBe(20_000);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_log()
    {
        LogReader.TryOpen(new Endless(Line("a"), 300_000_000), "x", null, null, out var reader, out _).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hits = 0L;
        var scratch = new LineScratch();
        using (reader)
        {
            foreach (var chunk in reader!.Chunks())
            {
                using (chunk)
                {
                    foreach (var line in chunk.Records)
                        hits += chunk.Format.Parse(line, scratch, out _) == LineOutcome.Hit ? 1 : 0;
                }
            }
        }
        hits.ShouldBe(300_000_000 / Line("a").Length);
        // Everything that was allocated here on the way, collected or not: a tenth of the log.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(30_000_000L);
    }

    private static readonly Func<byte[], byte[]>[] Packers = [Gzip, Bzip2, Zstd];

    private static byte[] Line(string path) =>
        Encoding.UTF8.GetBytes(Samples.All["combined"].TrimEnd().Replace("/news/a", "/" + path, StringComparison.Ordinal) + "\n");

    private static byte[] Joined(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Gzip(byte[] plain) => Pack(plain, to => new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true));

    private static byte[] Bzip2(byte[] plain) => Pack(plain, to => new BZip2OutputStream(to, 1) { IsStreamOwner = false });

    private static byte[] Zstd(byte[] plain) => Pack(plain, to => new ZstdSharp.CompressionStream(to, leaveOpen: true));

    private static byte[] Pack(byte[] plain, Func<Stream, Stream> packer)
    {
        var packed = new MemoryStream();
        using (var stream = packer(packed))
            stream.Write(plain);
        return packed.ToArray();
    }

    private static void Drain(byte[] bytes)
    {
        if (!LogReader.TryOpen(new MemoryStream(bytes), "x", null, null, out var reader, out var problem))
        {
            problem.Say().ShouldNotBeEmpty();
            return;
        }
        var scratch = new LineScratch();
        using (reader)
        {
            foreach (var chunk in reader.Chunks())
            {
                using (chunk)
                {
                    foreach (var line in chunk.Records)
                        Enum.IsDefined(chunk.Format.Parse(line, scratch, out _)).ShouldBeTrue();
                }
            }
        }
    }

    /// <summary>The same line again and again, without holding more than one.</summary>
    private sealed class Endless(byte[] line, long total) : Stream
    {
        private long given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => total;
        public override long Position { get => given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var whole = total / line.Length * line.Length;
            var count = (int)Math.Min(Math.Min(buffer.Length, whole - given), line.Length - given % line.Length);
            line.AsSpan((int)(given % line.Length), count).CopyTo(buffer);
            given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
