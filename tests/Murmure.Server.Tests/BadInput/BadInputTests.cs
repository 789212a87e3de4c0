using System.Globalization;
using System.Text;

namespace Murmure.Server.Tests.BadInput;

/// <summary>What each door gets that it cannot use, and what it answers: one table, asked of a running server, and kept as a document.</summary>
[WholeServer]
public sealed partial class BadInputTests
{
    private sealed record Row(string What, Func<Asker, Task<string>> Ask);

    [Fact]
    public async Task The_document_of_bad_input_is_what_the_server_answers()
    {
        var (host, asker) = await Asker.StartAsync();
        await using (host)
        using (asker)
        {
            var text = new StringBuilder(Head);
            foreach (var (door, about, rows) in Doors.Concat(LinkDoors).Concat(WhatsAppDoors).Concat(ChatDoors).Concat(SmsDoors))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {door}\n\n{about}\n\n| What comes | What is answered |\n|---|---|\n");
                foreach (var row in rows)
                {
                    var said = await row.Ask(asker);
                    said.ShouldNotStartWith("`50", customMessage: $"{door}: {row.What}");
                    text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {said.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} |\n");
                }
            }

            var file = Document();
            if (Environment.GetEnvironmentVariable("MURMURE_ACCEPT") == "1")
                await File.WriteAllTextAsync(file, text.ToString());
            text.ToString().ShouldBe(await File.ReadAllTextAsync(file), "docs/bad-input.md changed: if it is meant to, run again with MURMURE_ACCEPT=1");
        }
    }

    private static string Document()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Murmure.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.ShouldNotBeNull().FullName, "docs", "bad-input.md");
    }
}
