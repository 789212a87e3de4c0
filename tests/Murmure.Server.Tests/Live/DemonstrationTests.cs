using Murmure.Attribution;
using Murmure.Server.Hosting;
using Murmure.Server.Reports;

namespace Murmure.Server.Tests.Live;

[WholeServer]
public sealed class DemonstrationTests
{
    /// <summary>What <c>./start</c> does on its first run.</summary>
    [Fact]
    public async Task An_empty_folder_gets_a_simulated_site_whose_days_are_closed_with_a_report_over_all_of_them()
    {
        var options = new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-demo-test-").FullName, true);
        var (opened, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, default);
        await using (var data = opened.ShouldNotBeNull(problem))
        {
            var classifier = new Classifier(Catalogue.Load());
            var host = (await Demonstration.SeedAsync(data.Store, classifier, TimeProvider.System, default)).ShouldNotBeNull();
            (await data.Store.OpenDaysAsync(default)).ShouldBeEmpty();
            (await data.Store.ClosedDaysAsync(host, default)).Count.ShouldBe(28);
            var report = (await new ReportRunner(data.Store, classifier.Catalogue).RunAsync(host, null, null, default)).ShouldNotBeNull();
            report.Simulated.ShouldBeTrue();
            report.Visits.ShouldBeGreaterThan(10_000);
            report.DarkSocial.Floor.ShouldBeInRange(0.001, report.DarkSocial.Ceiling);
        }
        Directory.Delete(options.DataFolder, recursive: true);
    }
}
