namespace Murmure.Attribution.Tests.Reference;

/// <summary>The classifier holds its limits on labelled data of other projects, which stands beside the repository and not in it.</summary>
public sealed class ReferenceTests
{
    private static readonly Classifier Classifier = new(Catalogue.Load());

    [Fact]
    public void Nearly_every_machine_is_found() => Hold(scores => scores.Machines());

    [Fact]
    public void Hardly_anybody_is_called_a_machine() => Hold(scores => scores.PeopleCalledMachines());

    [Fact]
    public void Nobody_of_those_who_really_browse_is_called_a_machine()
    {
        Hold(scores => scores.SampledPeopleCalledMachines());
        new ReferenceScores(Folder(), Classifier).WeightedShareOfPeople().ShouldBe(1);
    }

    [Fact]
    public void Fetchers_of_previews_name_their_operator() => Hold(scores => scores.PreviewPlatforms());

    [Fact]
    public void In_app_browsers_name_their_app_and_others_none() => Hold(scores => scores.Apps());

    [Fact]
    public void Referrers_lead_to_their_family() => Hold(scores => scores.Referrers());

    [Fact]
    public void The_public_suffix_lists_own_cases_hold() => Hold(scores => scores.PublicSuffixCases());

    private static void Hold(Func<ReferenceScores, ReferenceScore> part)
    {
        var score = part(new ReferenceScores(Folder(), Classifier));
        score.Rows.ShouldBeGreaterThan(0);
        score.Holds.ShouldBeTrue(score + Environment.NewLine + string.Join(Environment.NewLine, score.Misses));
    }

    private static string Folder()
    {
        var named = Environment.GetEnvironmentVariable("MURMURE_DATA");
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var data = named ?? Path.Combine(folder, "shared", "data");
            if (File.Exists(Path.Combine(data, "ua_automated.jsonl")))
                return data;
        }
        Assert.Skip("shared/data, the labelled rows of other projects, is not here");
        return "";
    }
}
