using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Murmure.Storage.Events;

namespace Murmure.Verbs;

/// <summary>What every verb shares: exit codes and where words go. 0 done, 1 failed with a line on stderr, 2 called wrongly.</summary>
internal static class Cli
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"murmure: {error.Message}");
            await Console.Error.WriteLineAsync($"murmure: see '{Name(parsed.CommandResult)} --help'");
            return Misused;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("murmure: stopped");
            return Failed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidOperationException or System.Data.Common.DbException or NewerStoreException)
        {
            // One line for people. The type says what kind of fault it was; no message of ours or of the store holds a datum of a visitor.
            await Console.Error.WriteLineAsync($"murmure: {fault.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }

    public static int Fail(string line)
    {
        Console.Error.WriteLine($"murmure: {line}");
        return Failed;
    }

    /// <summary>The language of the terminal, by the usual variables.</summary>
    public static string Tongue() =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? "fr" : "en";

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "murmure";
}
