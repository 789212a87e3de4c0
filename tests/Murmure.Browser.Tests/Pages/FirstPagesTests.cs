using Murmure.Server.Tests.Dashboard;

namespace Murmure.Browser.Tests.Pages;

/// <summary>What a server shows before anybody set it up.</summary>
public sealed class FirstPagesTests(Browser browser)
{
    public static readonly TheoryData<string> Pages = ["/app", "/app/logs", "/app/dark-social", "/app/set-up", "/app/set-up?token={set-up}"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_a_server_that_nobody_set_up_is_sound(string path)
    {
        Browser.Executable();
        await using var host = await PagesHost.StartBareAsync(simulated: false);
        var address = path.EndsWith("{set-up}", StringComparison.Ordinal) ? await host.SetUpAsync() : new Uri(host.Address, path);
        (await PageExamination.ProblemsAsync(width => browser.OpenAsync(new() { ViewportSize = new() { Width = width, Height = 900 } }), address, "first" + path, 200)).ShouldBeEmpty();
    }
}
