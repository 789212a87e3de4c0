using Xunit.v3;

namespace Murmure.Server.Tests;

/// <summary>On tests that start a whole server: <c>./test --fast</c> leaves them out.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WholeServerAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("needs", "server")];
}
