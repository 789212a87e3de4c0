using System.Text.RegularExpressions;

namespace Murmure.Storage.Events;

/// <summary>What a dimension's values are.</summary>
public enum DimensionType
{
    Text,
    Day,
    Hour,
}

/// <summary>Something to count by or to filter on.</summary>
/// <param name="Name">Its name in API, SQL and documents.</param>
/// <param name="Type">What its values are.</param>
/// <param name="English">One sentence.</param>
/// <param name="French">The same sentence.</param>
public sealed partial record Dimension(string Name, DimensionType Type, string English, string French)
{
    /// <summary>The version of the daily counts (<see cref="Rollup.Version"/>) from which on days are counted by it.</summary>
    internal int CountedSince { get; private init; } = 1;

    private Func<SqlDialect, string>? Events { get; init; }
    private Func<SqlDialect, string>? Visits { get; init; }
    private Func<SqlDialect, string>? Machines { get; init; }

    public static Dimension Day { get; } = Column("day", "The site's calendar day.", "Le jour du calendrier du site.")
        with { Type = DimensionType.Day, Machines = _ => "day" };

    public static Dimension Hour { get; } = Column("hour", "The hour on the site's clock; a visit's is that of its landing.",
        "L'heure à l'horloge du site ; pour une visite, celle de l'arrivée.") with { Type = DimensionType.Hour };

    public static Dimension Kind { get; } = Named("kind", "What an event is.", "Ce qu'est un événement.") with { Visits = null };

    public static Dimension Verdict { get; } = Named("verdict", "Person, preview, machine or unknown.",
        "Personne, aperçu, machine ou inconnu.") with { Visits = null };

    public static Dimension Family { get; } = Named("family", "The family of the channel.", "La famille du canal.");
    public static Dimension Channel { get; } = Column("channel", "The channel.", "Le canal.");
    public static Dimension Source { get; } = Column("source", "The source as shown: a channel's name, a host, a campaign's source.",
        "La source telle que montrée : nom du canal, hôte ou source de campagne.");

    public static Dimension Grade { get; } = Named("grade", "How well the origin is known.", "À quel point l'origine est connue.");
    public static Dimension Sender { get; } = Named("sender", "Who sent the link.", "Qui a envoyé le lien.");

    public static Dimension Paid { get; } = Column("paid", "Whether the click was bought.", "Si le clic a été acheté.")
        with { Events = YesNo("paid"), Visits = YesNo("paid") };

    public static Dimension Page { get; } = Column("page", "The page; a visit's is the one it landed on.",
        "La page ; pour une visite, celle d'arrivée.") with { Visits = _ => "landing_page" };

    public static Dimension ExitPage { get; } = Column("exit_page", "The last page of a visit.", "La dernière page d'une visite.")
        with { Events = null };

    public static Dimension Section { get; } = Column("section", "The first segment of the page's path.", "Le premier segment du chemin de la page.")
        with { Events = dialect => dialect.FirstSegment("page"), Visits = dialect => dialect.FirstSegment("landing_page") };

    public static Dimension ReferrerHost { get; } = Column("referrer_host", "The host that referred.", "L'hôte référent.");
    public static Dimension Campaign { get; } = Column("campaign", "The campaign's tag.", "La marque de campagne.")
        with { Events = _ => "utm_campaign", Visits = _ => "utm_campaign" };

    public static Dimension UtmSource { get; } = Column("utm_source", "The tag's source.", "La source de la marque.");
    public static Dimension UtmMedium { get; } = Column("utm_medium", "The tag's medium.", "Le support de la marque.");
    public static Dimension App { get; } = Column("app", "The in-app browser.", "Le navigateur intégré à une application.");

    public static Dimension Platform { get; } = Column("platform", "Who operates the fetcher of a preview, or the machine.",
        "Qui exploite l'agent d'un aperçu, ou la machine.") with { Visits = null, Machines = _ => "platform" };

    /// <summary>Operators whose fetchers of previews run on the sender's own device; a test compares them with the catalogue.</summary>
    public static IReadOnlyList<string> FetchedOnDevices { get; } = ["imessage", "keybase", "signal", "viber", "whatsapp", "wire"];

    public static Dimension FetchedBy { get; } = OfEvents("fetched_by",
        "Whose machine fetched a preview: the sender's device, once for each share, or the operator's server, whose cache makes the count a lower bound.",
        "Quelle machine a demandé l'aperçu : l'appareil de l'expéditeur, une fois par partage, ou le serveur de l'opérateur, dont le cache fait du compte un minimum.")
        with
        {
            Events = _ => $"CASE WHEN kind <> 'preview' THEN '' WHEN platform IN ('{string.Join("', '", FetchedOnDevices)}') THEN 'device' ELSE 'server' END", CountedSince = 3,
        };

    public static Dimension Reason { get; } = Column("reason", "Why it is a machine.", "Pourquoi c'est une machine.")
        with { Events = null, Visits = null, Machines = _ => "reason" };

    public static Dimension Rule { get; } = Column("rule", "The rule that decided.", "La règle qui a décidé.");
    public static Dimension Browser { get; } = Column("browser", "The browser's family.", "La famille du navigateur.");
    public static Dimension Os { get; } = Column("os", "The operating system's family.", "La famille du système.");
    public static Dimension Device { get; } = Column("device", "Desktop, mobile or tablet.", "Ordinateur, mobile ou tablette.");
    public static Dimension Country { get; } = Column("country", "The country, two letters (ISO 3166-1).", "Le pays, deux lettres (ISO 3166-1).");

    public static Dimension Region { get; } = Column("region", "The region, after its country: FR/Normandie. Where the site keeps it.",
        "La région, précédée de son pays : FR/Normandie. Là où le site la conserve.") with { CountedSince = 5 };

    public static Dimension City { get; } = Column("city", "The city, after its country and region: FR/Normandie/Caen. Where the site keeps it.",
        "La ville, précédée de son pays et de sa région : FR/Normandie/Caen. Là où le site la conserve.") with { CountedSince = 5 };

    public static Dimension EventName { get; } = OfEvents("event", "The name of a goal or of the site's own event.",
        "Le nom d'un objectif ou d'un événement propre au site.") with { Events = _ => "name" };

    public static Dimension Target { get; } = OfEvents("target", "Where an outbound link or a download led.",
        "Où menait un lien sortant ou un téléchargement.");

    public static Dimension Currency { get; } = OfEvents("currency", "The currency of revenue (ISO 4217).", "La devise des revenus (ISO 4217).");

    public static Dimension Navigation { get; } = Named("navigation", "How the browser came to the page; a visit's is that of its landing.",
        "Comment le navigateur est arrivé sur la page ; pour une visite, celle de l'arrivée.");

    public static Dimension Link { get; } = Numbered("link", "The link that was followed, shared or previewed, by its number; a visit's is the one it came by.",
        "Le lien suivi, partagé ou prévisualisé, par son numéro ; pour une visite, celui par lequel elle est venue.");

    public static Dimension Variant { get; } = Column("variant", "Which of the link's addresses it was: a channel's, or a named placement's.",
        "Laquelle des adresses du lien : celle d'un canal, ou d'un emplacement nommé.") with { CountedSince = 2 };

    public static Dimension Generation { get; } = Numbered("generation", "How many times the page was shared on, as the share tag says.",
        "Combien de fois la page a été repartagée, d'après la marque de partage.");

    public static Dimension Scan { get; } = Column("scan", "Whether a QR code was scanned.", "Si un code QR a été scanné.")
        with { Events = YesNo("scan"), Visits = YesNo("scan"), CountedSince = 2 };

    public static Dimension Orphan { get; } = OfEvents("orphan", "Why a click led to no link: the bare domain, an unknown address, an expired link.",
        "Pourquoi un clic n'a mené à aucun lien : domaine seul, adresse inconnue, lien expiré.") with { CountedSince = 2 };

    /// <summary>
    /// A goal that a visit reached, to filter visits on and nothing else: it is found among the visit's events (<see cref="DoneSql"/>), whose column of names the
    /// expression is. A visit may reach several, so nothing is counted by it, and it is not in <see cref="All"/>.
    /// </summary>
    public static Dimension Reached { get; } = new("goal", DimensionType.Text, "A goal that the visit reached; to filter visits on only.", "Un objectif que la visite a atteint ; pour filtrer les visites seulement.")
        { Visits = _ => "name" };

    public static IReadOnlyList<Dimension> All { get; } =
    [
        Day, Hour, Kind, Verdict, Family, Channel, Source, Grade, Sender, Paid, Page, ExitPage, Section, ReferrerHost,
        Campaign, UtmSource, UtmMedium, App, Platform, FetchedBy, Reason, Rule, Browser, Os, Device, Country, Region, City,
        EventName, Target, Currency, Navigation, Link, Variant, Generation, Scan, Orphan,
    ];

    private const string PropertyPrefix = "property:";

    /// <summary>What a property of a site's own events is called; null for the dimensions that every site has.</summary>
    public string? PropertyName { get; private init; }

    /// <summary>
    /// The values of a property that the site sends along with events, <c>property:NAME</c>. Asked for by it, only events that carry it count.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not 1 to 64 letters, digits, dots, dashes and underscores.</exception>
    public static Dimension Property(string name) => PropertyShape().IsMatch(name)
        ? new Dimension(PropertyPrefix + name, DimensionType.Text, $"The property {name}.", $"La propriété {name}.")
        {
            PropertyName = name,
            Events = dialect => dialect.Property("properties", name),
        }
        : throw new ArgumentException("A property's name has letters, digits, dots, dashes and underscores only.", nameof(name));

    /// <summary>The dimension of that name, or null.</summary>
    public static Dimension? Find(string name) => name.StartsWith(PropertyPrefix, StringComparison.Ordinal)
        ? name[PropertyPrefix.Length..] is var property && PropertyShape().IsMatch(property) ? Property(property) : null
        : name == Reached.Name ? Reached : All.FirstOrDefault(dimension => dimension.Name == name);

    // Equal by name: the delegates of two dimensions of one property are not the same objects.
    public bool Equals(Dimension? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether the metrics of that table can be counted by it.</summary>
    public bool In(ReportSource source) => ExpressionIn(source) is not null;

    /// <summary>Its SQL in that table.</summary>
    /// <exception cref="ArgumentException">The table does not keep it.</exception>
    public string Expression(ReportSource source, SqlDialect dialect) =>
        (ExpressionIn(source) ?? throw new ArgumentException($"'{Name}' is not kept there.", nameof(source)))(dialect);

    public override string ToString() => Name;

    private Func<SqlDialect, string>? ExpressionIn(ReportSource source) => source switch
    {
        ReportSource.Events => Events,
        ReportSource.Visits => Visits,
        _ => Machines,
    };

    /// <summary>A column that events and visits keep under the dimension's own name.</summary>
    private static Dimension Column(string name, string english, string french) =>
        new(name, DimensionType.Text, english, french) { Events = _ => name, Visits = _ => name };

    /// <summary>The same for an enumeration, shown by its name.</summary>
    private static Dimension Named(string name, string english, string french) =>
        Column(name, english, french) with { Events = Text(name), Visits = Text(name) };

    /// <summary>A number that stands for something, as text; empty where there is none.</summary>
    private static Dimension Numbered(string name, string english, string french)
    {
        Func<SqlDialect, string> text = _ => $"CASE WHEN {name} = 0 THEN '' ELSE CAST({name} AS VARCHAR) END";
        return Column(name, english, french) with { Events = text, Visits = text, CountedSince = 2 };
    }

    private static Func<SqlDialect, string> Text(string column) => _ => $"CAST({column} AS VARCHAR)";

    private static Dimension OfEvents(string name, string english, string french) => Column(name, english, french) with { Visits = null };

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PropertyShape();

    private static Func<SqlDialect, string> YesNo(string column) => _ => $"CASE WHEN {column} THEN 'yes' ELSE 'no' END";
}
