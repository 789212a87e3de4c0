using System.Globalization;
using System.IO.Compression;
using System.Text;
using Murmure.Attribution;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Imports.History;

namespace Murmure.Server.Tests.Imports;

/// <summary>Exports of other programs, as they are written in both languages, and every way in which one is refused.</summary>
public sealed class HistoryFileTests
{
    private const string Google = """
        # ----------------------------------------
        # Traffic acquisition: Session primary channel group (Default Channel Group)
        # Account: Le Courrier
        # Property: www.example.org
        # ----------------------------------------
        #
        # All Users
        # Start date: 20261101
        # End date: 20261103
        Session primary channel group (Default Channel Group),Date,Sessions,Engaged sessions,Event count
        Direct,20261101,120,80,900
        Organic Search,20261101,60,50,500
        Referral,20261102,"1,040",50,500
        Direct,20261102,90,50,500
        """;

    private const string Plausible = """
        "date","source","referrer","utm_source","utm_medium","utm_campaign","utm_content","utm_term","pageviews","visitors","visits","visit_duration","bounces"
        "2026-11-01","","","","","","","",90,50,60,900,10
        "2026-11-01","Google","google.com","","","","","",30,20,20,900,10
        "2026-11-01","whatsapp","","whatsapp","social","autumn","","",9,5,6,90,1
        "2026-11-02","Twitter","t.co/abc","","","","","",3,2,2,9,1
        """;

    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly Catalogue Ours = Catalogue.Load();

    [Fact]
    public void Google_s_report_is_read_between_its_remarks() => Read(HistorySource.Google, Google).ShouldBe(
    [
        new HistoryRow(new(2026, 11, 1), "direct", "", 120), new HistoryRow(new(2026, 11, 1), "organicsearch", "", 60), new HistoryRow(new(2026, 11, 2), "referral", "", 1040),
        new HistoryRow(new(2026, 11, 2), "direct", "", 90),
    ]);

    [Theory]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,12\n")]
    [InlineData("Date,Session default channel grouping,Sessions\r\n2026-11-01,direct,12\r\n")]
    [InlineData("Groupe de canaux par défaut de la session;Date;Sessions\nAccès direct;20261101;12\n")]
    [InlineData("Groupe de canaux principal de la session (groupe de canaux par défaut)\tDate\tSessions\nDirect\t20261101\t12\n")]
    [InlineData("\uFEFF# Date de début : 20261031\nSession default channel group,Nth day,Sessions\nDirect,0001,12\n")]
    [InlineData("Session default channel group,Date,Sessions\n,,12,Grand total\nDirect,20261101,12\n")]
    [InlineData("Session default channel group,Date,Sessions\n\nDirect,20261101,12\n\n# Another table\nCountry,Active users\nFrance,9\n")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,12\n\nCountry,Active users\nFrance,9\n")]
    public void Its_columns_are_found_whatever_their_order_language_and_neighbours(string text) =>
        Read(HistorySource.Google, text).ShouldBe([new HistoryRow(new(2026, 11, 1), "direct", "", 12)]);

    [Theory]
    [InlineData("Organic Search", "organicsearch")]
    [InlineData("Recherche naturelle", "organicsearch")]
    [InlineData("Réseaux sociaux organiques", "organicsocial")]
    [InlineData("Cross-network", "crossnetwork")]
    [InlineData("E-mail", "email")]
    [InlineData("Sites référents", "referral")]
    [InlineData("Non attribué", "unassigned")]
    [InlineData("(not set)", "unassigned")]
    [InlineData("(other)", "unassigned")]
    public void Groups_are_known_by_their_name_in_either_language(string name, string group) =>
        Read(HistorySource.Google, $"Session default channel group,Date,Sessions\n{name},20261101,12\n").ShouldHaveSingleItem().Group.ShouldBe(group);

    [Theory]
    [InlineData("google / organic", "organicsearch", "google")]
    [InlineData("(direct) / (none)", "direct", "")]
    [InlineData("whatsapp / social", "organicsocial", "whatsapp")]
    [InlineData("m.facebook.com / referral", "organicsocial", "facebook")]
    [InlineData("nobody-knows.example / referral", "referral", "other")]
    [InlineData("(not set) / (not set)", "unassigned", "")]
    public void Pairs_of_source_and_medium_are_read_by_our_catalogue_and_not_kept(string pair, string group, string channel) =>
        Read(HistorySource.Google, $"Session source / medium,Date,Sessions\n{pair},20261101,12\n").ShouldBe([new HistoryRow(new(2026, 11, 1), group, channel, 12)]);

    [Theory]
    [InlineData("", 0, "google-columns")]
    [InlineData("First user default channel group,Date,New users\nDirect,20261101,12", 1, "google-columns")]
    [InlineData("# Start date: 20261101\nSession default channel group,Sessions\nDirect,12", 2, "google-columns")]
    [InlineData("Session default channel group,Date,Sessions", 0, "rows")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,12\nDirect,01/02/2026,12", 3, "day")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261131,12", 2, "day")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261126,12", 2, "over")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,twelve", 2, "count")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,-1", 2, "count")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,1.5", 2, "count")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,99999999999999999999", 2, "count")]
    [InlineData("Session default channel group,Date,Sessions\nOur own group,20261101,12", 2, "google-group")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101", 2, "cells")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,1,2", 2, "cells")]
    [InlineData("Session default channel group,Date,Sessions\nDirect,20261101,1\n\nDirect,2026110,1", 4, "day")]
    public void A_line_that_cannot_be_read_is_named_and_nothing_is_taken(string text, int line, string expected)
    {
        var problem = Refused(HistorySource.Google, text);

        (problem.File, problem.Line, problem.Expected).ShouldBe(("export.csv", line, expected));
        foreach (var language in new[] { Language.English, Language.French })
            Texts.For(language)["history.expected." + problem.Expected].ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("date,label,nb_uniq_visitors,nb_visits\n2026-11-01,Direct Entry,10,12\n2026-11-01,Search Engines,3,4\n")]
    [InlineData("Date;Libellé;Visiteurs uniques;Visites\n2026-11-01;Entrées directes;10;12\n2026-11-01;Moteurs de recherche;3;4\n")]
    [InlineData("date,label,nb_visits,metadata_referrer_type\n2026-11-01,Direkte Zugriffe,12,1\n2026-11-01,Suchmaschinen,4,2\n")]
    [InlineData("""{"2026-10-31":[],"2026-11-01":[{"label":"Direct Entry","nb_visits":12,"referrer_type":1},{"label":"Suchmaschinen","nb_visits":"4","referrer_type":2,"nb_actions":{"x":[]}}]}""")]
    public void Matomo_s_kinds_of_referrers_are_read_as_CSV_and_as_JSON(string text) =>
        Read(HistorySource.Matomo, text).ShouldBe([new HistoryRow(new(2026, 11, 1), "direct", "", 12), new HistoryRow(new(2026, 11, 1), "organicsearch", "", 4)]);

    [Fact]
    public void Matomo_s_own_encoding_is_read() =>
        Read(HistorySource.Matomo, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("date,label,nb_visits\n2026-11-01,Réseaux sociaux,12\n")]).ShouldHaveSingleItem().Group.ShouldBe("organicsocial");

    [Theory]
    [InlineData("label,nb_visits\nDirect Entry,12", 1, "matomo-columns")]
    [InlineData("date,label,nb_visits\n2026-11-01,Kaffee,12", 2, "matomo-type")]
    [InlineData("date,label,nb_visits\n2026-11-01,Direct Entry,12\n\nfoo,bar\n", 4, "cells")]
    [InlineData("""[{"label":"Direct Entry","nb_visits":12}]""", 0, "matomo-days")]
    [InlineData("""{"result":"error","message":"You can't access this resource"}""", 0, "matomo-days")]
    [InlineData("""{"2026-11-01":{"label":"Direct Entry"}}""", 0, "matomo-days")]
    [InlineData("""{"2026-11-01":[7]}""", 0, "matomo-type")]
    [InlineData("""{"2026-11-01":[{"referrer_type":1,"nb_visits":-1}]}""", 0, "count")]
    [InlineData("""{"2026-12-01":[]}""", 0, "over")]
    [InlineData("""{"2026-11-01":[],"2026-11-01":[]}""", 0, "json")]
    [InlineData("{\"2026-11-01\":[\n", 2, "json")]
    [InlineData("""{"2026-11-01":[{"label":"\ud800","nb_visits":1}]}""", 0, "json")]
    [InlineData("{}", 0, "rows")]
    public void What_Matomo_does_not_write_is_refused(string text, int line, string expected)
    {
        var problem = Refused(HistorySource.Matomo, text);

        (problem.Line, problem.Expected).ShouldBe((line, expected));
    }

    [Fact]
    public void Plausible_s_sources_are_filed_by_Google_s_rules_and_by_our_catalogue() => Read(HistorySource.Plausible, Plausible).ShouldBe(
    [
        new HistoryRow(new(2026, 11, 1), "direct", "", 60), new HistoryRow(new(2026, 11, 1), "organicsearch", "google", 20), new HistoryRow(new(2026, 11, 1), "organicsocial", "whatsapp", 6),
        new HistoryRow(new(2026, 11, 2), "organicsocial", "x", 2),
    ]);

    [Fact]
    public void Its_archive_is_read_and_visits_without_a_source_are_unassigned()
    {
        var rows = Read(HistorySource.Plausible, Archive(
            ("imported_sources_20261101_20261103.csv", Plausible), ("imported_pages_20261101_20261103.csv", "nothing of ours"),
            ("imported_visitors_20261101_20261103.csv", "date,visitors,pageviews,bounces,visits,visit_duration\n2026-11-01,80,100,1,86,1\n2026-11-02,80,100,1,5,1\n2026-11-03,80,100,1,9,1\n")));

        rows.Count.ShouldBe(6);
        rows.Where(row => row.Group == "unassigned").ShouldBe([new HistoryRow(new(2026, 11, 2), "unassigned", "", 3), new HistoryRow(new(2026, 11, 3), "unassigned", "", 9)]);
    }

    [Fact]
    public void A_bad_line_in_an_archive_is_named_with_its_file()
    {
        var problem = Refused(HistorySource.Plausible, Archive(("imported_sources_1.csv", Plausible), ("imported_visitors_1.csv", "date,visits\n2026-11-01,many\n")));

        (problem.File, problem.Line, problem.Found, problem.Expected).ShouldBe(("imported_visitors_1.csv", 2, "many", "count"));
    }

    [Fact]
    public void An_archive_that_is_none_or_comes_to_too_much_is_refused()
    {
        Refused(HistorySource.Plausible, "PK\u0003\u0004 and then nothing").Expected.ShouldBe("archive");
        Refused(HistorySource.Plausible, Archive(("imported_sources_1.csv", new string('a', HistoryFile.MostBytes + 1)))).Expected.ShouldBe("archive");
        Refused(HistorySource.Plausible, Archive(("readme.txt", "hello"))).Expected.ShouldBe("plausible-files");
        Refused(HistorySource.Plausible, "country,visits\nFR,1\n").Expected.ShouldBe("plausible-columns");
    }

    [Fact]
    public void Every_export_cut_anywhere_and_any_rubbish_is_answered_without_a_fault()
    {
        var random = new Random(7);
        foreach (var source in HistorySource.All)
        {
            foreach (var whole in new[] { Encoding.UTF8.GetBytes(Google), Encoding.UTF8.GetBytes(Plausible), Archive(("imported_sources_1.csv", Plausible)), """{"2026-11-01":[{"label":"Direct Entry","nb_visits":12}]}"""u8.ToArray() })
            {
                for (var length = 0; length < whole.Length; length += 5)
                    source.Read(new HistoryFile("x", whole.AsMemory(0, length), Today), Ours).ShouldNotBeNull();
                for (var turn = 0; turn < 60; turn++)
                {
                    var wrong = whole.ToArray();
                    for (var i = 0; i < 4; i++)
                        wrong[random.Next(wrong.Length)] = (byte)random.Next(256);
                    source.Read(new HistoryFile("x", wrong, Today), Ours).ShouldNotBeNull();
                }
            }
        }
    }

    [Theory]
    [InlineData("1 040", 1040)]
    [InlineData("1\u202F040", 1040)]
    [InlineData("1,040,000", 1040000)]
    [InlineData("1,04", null)]
    [InlineData("1.040", null)]
    [InlineData("", null)]
    [InlineData("+1", null)]
    public void Counts_are_read_where_they_can_be_one_thing_only(string text, int? count) => HistoryCells.Count(text).ShouldBe(count);

    private static IReadOnlyList<HistoryRow> Read(HistorySource source, string text) => Read(source, Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<HistoryRow> Read(HistorySource source, byte[] body) =>
        source.Read(new HistoryFile("export.csv", body, Today), Ours) switch
        {
            HistoryReading.Read read => read.Rows,
            HistoryReading.Refused refused => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{refused.Problem}")),
            _ => [],
        };

    private static HistoryProblem Refused(HistorySource source, string text) => Refused(source, Encoding.Latin1.GetBytes(text));

    private static HistoryProblem Refused(HistorySource source, byte[] body) => source.Read(new HistoryFile("export.csv", body, Today), Ours).ShouldBeOfType<HistoryReading.Refused>().Problem;

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                entry.Write(text);
            }
        }
        return buffer.ToArray();
    }
}
