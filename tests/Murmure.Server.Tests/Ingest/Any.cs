using CsCheck;

namespace Murmure.Server.Tests.Ingest;

/// <summary>One of some values, for properties.</summary>
internal static class Any
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
