namespace Murmure.Statistics.Simulation;

/// <summary>
/// The misspecification of one run: every rate, mean and share of a scenario is drawn around what is written, so that no estimator meets twice the
/// same world and none can learn the written numbers. What is 0 or 1 stays: a scenario without tags has none.
/// </summary>
internal static class ScenarioDraw
{
    /// <summary>Most that people share and pass on: beyond it cascades run into their limits, and the limits would be what is measured.</summary>
    private const double MostShares = .1;

    public static Scenario ForRun(this Scenario scenario, SeedTree seed)
    {
        if (scenario.Stress.Rates <= 0)
            return scenario;
        var draw = new Draws(seed, scenario.Stress.Rates);
        return scenario with
        {
            StealthPerHour = draw.Rate("stealth", scenario.StealthPerHour),
            Site = scenario.Site with { EvergreenShare = draw.Share("evergreen", scenario.Site.EvergreenShare) },
            Public = Draw(scenario.Public, draw),
            Typed = Draw(scenario.Typed, draw),
            Sharing = Draw(scenario.Sharing, draw),
            Campaigns = scenario.Campaigns with
            {
                NewsletterVisits = draw.Rate("letter", scenario.Campaigns.NewsletterVisits),
                UntaggedVisits = draw.Rate("untagged", scenario.Campaigns.UntaggedVisits),
            },
            Survey = Draw(scenario.Survey, draw),
        };
    }

    private static PublicTraffic Draw(PublicTraffic traffic, Draws draw) => traffic with
    {
        HomePerHour = draw.Rate("public-home", traffic.HomePerHour),
        SectionPerHour = draw.Rate("public-section", traffic.SectionPerHour),
        ArticlePerHour = draw.Rate("public-article", traffic.ArticlePerHour),
        NewsFade = draw.Rate("fade", traffic.NewsFade),
        LossFactor = draw.Rate("loss", traffic.LossFactor),
    };

    private static TypedTraffic Draw(TypedTraffic traffic, Draws draw) => traffic with
    {
        HomePerHour = draw.Rate("typed-home", traffic.HomePerHour),
        SectionPerHour = draw.Rate("typed-section", traffic.SectionPerHour),
        ArticlePerHour = draw.Rate("typed-article", traffic.ArticlePerHour),
    };

    private static Sharing Draw(Sharing sharing, Draws draw) => sharing with
    {
        PerReader = Math.Min(MostShares, draw.Rate("shares", sharing.PerReader)),
        Lag = draw.Rate("lag", sharing.Lag),
        ReshareFactor = draw.Rate("reshare", sharing.ReshareFactor),
        ClickDispersion = draw.Rate("dispersion", sharing.ClickDispersion),
        Delay = sharing.Delay.Stretch(draw.Rate("delay", 1)),
        ButtonShare = draw.Share("button", sharing.ButtonShare),
        TagSurvival = draw.Share("survival", sharing.TagSurvival),
        Apps =
        [
            .. sharing.Apps.Select(app => app with
            {
                Weight = draw.Rate("weight " + app.Slug, app.Weight),
                Clicks = draw.Rate("clicks " + app.Slug, app.Clicks),
                Preview = draw.Share("preview " + app.Slug, app.Preview),
                Cache = draw.Rate("cache " + app.Slug, app.Cache),
            }),
        ],
    };

    private static Survey Draw(Survey survey, Draws draw) => survey with
    {
        PrivateAnswers = draw.Share("private-answers", survey.PrivateAnswers),
        OtherAnswers = draw.Share("other-answers", survey.OtherAnswers),
        Sensitivity = draw.Share("sensitivity", survey.Sensitivity),
        Specificity = draw.Share("specificity", survey.Specificity),
    };

    /// <summary>Each number from a branch of its own, so that one more of them changes no other.</summary>
    private readonly struct Draws(SeedTree seed, double deviation)
    {
        /// <summary>A positive number: <c>value · exp(N(0, deviation))</c>.</summary>
        public double Rate(string name, double value) => value * Factor(name);

        /// <summary>A share: its odds multiplied in the same way.</summary>
        public double Share(string name, double value)
        {
            if (value is <= 0 or >= 1)
                return value;
            var odds = value / (1 - value) * Factor(name);
            return odds / (1 + odds);
        }

        private double Factor(string name) => Math.Exp(deviation * seed.Of(name).Stream().Normal());
    }
}
