using BenchmarkDotNet.Running;
using Murmure.Benchmarks;

return args switch
{
    ["score", var folder, .. var options] => ScoreTable.Print(folder, withMisses: options.Contains("--misses")),
    ["score"] => ScoreTable.Usage(),
    ["fuzz", .. var options] => await Fuzz.RunAsync(options),
    ["store", .. var options] => await StoreBench.RunAsync(options),
    ["links", .. var options] => LinkBench.Run(options),
    _ => Measure(args),
};

static int Measure(string[] args)
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(HitBenchmarks).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], Short.Config).ToList();
    return summaries.Count > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
}
