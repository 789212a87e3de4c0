using System.Globalization;
using Murmure.Attribution;
using Murmure.Attribution.Tests.Reference;

namespace Murmure.Benchmarks;

/// <summary>Prints how every labelled set was answered; fails when one misses its limit.</summary>
internal static class ScoreTable
{
    public static int Usage()
    {
        Console.Error.WriteLine("Usage: score FOLDER [--misses]   FOLDER holds ua_automated.jsonl and the other labelled files");
        return 2;
    }

    public static int Print(string folder, bool withMisses)
    {
        if (!File.Exists(Path.Combine(folder, "ua_automated.jsonl")))
        {
            Console.Error.WriteLine($"{folder}: no labelled data here (ua_automated.jsonl is missing)");
            return 1;
        }
        var classifier = new Classifier(Catalogue.Load());
        var attribution = new ReferenceScores(folder, classifier);
        ReferenceScore[] scores = [.. attribution.All(), .. new LogScores(folder, classifier).All()];
        Console.WriteLine($"{"set",-42} {"rows",6} {"right",6} {"share",8} {"misses",7} {"allowed",8}");
        foreach (var score in scores)
            Console.WriteLine(Line(score));
        Console.WriteLine(Invariant($"people by weight (npm user-agents): {attribution.WeightedShareOfPeople():P3} are read as people"));
        if (withMisses)
            PrintMisses(scores);
        return scores.All(score => score.Holds) ? 0 : 1;
    }

    private static string Line(ReferenceScore score) => Invariant(
        $"{score.Set,-42} {score.Rows,6} {score.Right,6} {score.Share,8:P2} {score.Misses.Count,7} {score.Allowed?.ToString(CultureInfo.InvariantCulture) ?? "-",8} {(score.Holds ? "" : "MISSED")}")
        .TrimEnd();

    private static void PrintMisses(IEnumerable<ReferenceScore> scores)
    {
        foreach (var score in scores.Where(score => score.Misses.Count > 0))
        {
            Console.WriteLine($"{Environment.NewLine}{score.Set}");
            foreach (var miss in score.Misses)
                Console.WriteLine($"  {miss.Label} -> {miss.Answer}\t{miss.Source}\t{miss.Clue}");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
