namespace Murmure.Statistics.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void The_runner_runs() => (1 + 1).ShouldBe(2);
}
