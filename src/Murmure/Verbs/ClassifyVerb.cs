using System.CommandLine;
using Murmure.Server.Analysis;

namespace Murmure.Verbs;

internal static class ClassifyVerb
{
    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = "JSON Lines to read, - for standard input.", DefaultValueFactory = _ => "-" };
        var command = new Command("classify", """
            Says of each request, given as JSON Lines, who made it and where it came from, with the evidence. One answer per line, in order.
            Example: echo '{"id":"1","ua":"WhatsApp/2.24.20.83 A"}' | murmure classify
            """) { file };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(file)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, CancellationToken cancellation)
    {
        if (file != "-" && !File.Exists(file))
            return Cli.Fail($"{file}: no such file.");
        await using var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        await using var output = Console.OpenStandardOutput();
        await LineClassification.RunAsync(input, output, cancellation);
        return Cli.Done;
    }
}
