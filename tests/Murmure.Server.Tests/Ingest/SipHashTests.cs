using System.Buffers.Binary;
using Murmure.Server.Ingest;

namespace Murmure.Server.Tests.Ingest;

public sealed class SipHashTests
{
    /// <summary>
    /// The first bytes of <c>vectors_sip64</c> of the reference implementation (https://github.com/veorq/SipHash, vectors.h): the key is
    /// 00 to 0f, the message of line n is the n bytes 00, 01, 02 … The line of 15 bytes is also in the paper, appendix A.
    /// </summary>
    [Theory]
    [InlineData(0, "310e0edd47db6f72")]
    [InlineData(1, "fd67dc93c539f874")]
    [InlineData(2, "5a4fa9d909806c0d")]
    [InlineData(3, "2d7efbd796666785")]
    [InlineData(4, "b7877127e09427cf")]
    [InlineData(5, "8da699cd64557618")]
    [InlineData(6, "cee3fe586e46c9cb")]
    [InlineData(7, "37d1018bf50002ab")]
    [InlineData(8, "6224939a79f5f593")]
    [InlineData(9, "b0e4a90bdf82009e")]
    [InlineData(10, "f3b9dd94c5bb5d7a")]
    [InlineData(11, "a7ad6b22462fb3f4")]
    [InlineData(12, "fbe50e86bc8f1e75")]
    [InlineData(13, "903d84c02756ea14")]
    [InlineData(14, "eef27a8e90ca23f7")]
    [InlineData(15, "e545be4961ca29a1")]
    public void A_message_hashes_as_the_reference_implementation_says(int length, string expected)
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        var hash = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, new SipHash(key).Hash(message));
        Convert.ToHexStringLower(hash).ShouldBe(expected);
    }
}
