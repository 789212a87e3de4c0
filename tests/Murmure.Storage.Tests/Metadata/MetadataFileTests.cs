using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Storage.Tests.Metadata;

public sealed class MetadataFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("murmure-metadata-");

    [Fact]
    public void The_steps_lead_to_the_tables_that_the_model_expects()
    {
        using var migrated = Open(MetadataFile.Prepare(folder.FullName));
        using var expected = Open("Data Source=:memory:");
        expected.Database.EnsureCreated();
        Describe(migrated).ShouldBe(Describe(expected));
    }

    [Fact]
    public void A_prepared_file_is_its_owner_s_alone_writes_ahead_and_heeds_foreign_keys()
    {
        using var db = Open(MetadataFile.Prepare(folder.FullName));
        Rows(db, "PRAGMA journal_mode").ShouldBe(["wal"]);
        Rows(db, "PRAGMA foreign_keys").ShouldBe(["1"]);
        db.Organisations.Add(new Organisation { Name = "Le Courrier" });
        db.SaveChanges();
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in folder.EnumerateFiles())
            File.GetUnixFileMode(file.FullName).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.Name);
    }

    [Fact]
    public void Notes_and_private_links_of_earlier_versions_keep_who_made_them_by_number_and_no_address()
    {
        var setting = MetadataFile.Prepare(folder.FullName);
        using (var db = Open(setting))
        {
            // As the twelfth step left them.
            foreach (var step in (string[])[
                "DROP TABLE invitations", "DROP TABLE posts", "DROP TABLE message_campaigns", "DROP TABLE connections", "DROP TABLE refusals", "DROP TABLE imported_visits", "DROP TABLE funnels", "ALTER TABLE sites DROP COLUMN Cities", "ALTER TABLE sites DROP COLUMN RulesSince",
                "DROP INDEX IX_annotations_AccountId", "DROP INDEX IX_private_links_AccountId",
                "CREATE TABLE a (Id INTEGER NOT NULL CONSTRAINT PK_annotations PRIMARY KEY AUTOINCREMENT, SiteId INTEGER NOT NULL, Day TEXT NOT NULL, Text TEXT NOT NULL, By TEXT NOT NULL, At TEXT NOT NULL)",
                "DROP TABLE annotations", "ALTER TABLE a RENAME TO annotations",
                "ALTER TABLE private_links ADD COLUMN By TEXT NOT NULL DEFAULT ''", "CREATE TABLE p AS SELECT * FROM private_links", "DROP TABLE private_links", "ALTER TABLE p DROP COLUMN AccountId", "ALTER TABLE p RENAME TO private_links",
                "PRAGMA user_version = 12"])
                db.Database.ExecuteSqlRaw(step);
            db.Users.Add(new Account { UserName = "anna@courrier.example", Email = "anna@courrier.example", NormalizedEmail = "ANNA@COURRIER.EXAMPLE", NormalizedUserName = "ANNA@COURRIER.EXAMPLE" });
            db.SaveChanges();
            foreach (var by in (string[])["anna@courrier.example", "gone@courrier.example", "deploy key"])
                db.Database.ExecuteSqlInterpolated($"INSERT INTO annotations (SiteId, Day, Text, By, At) VALUES (1, '2026-11-02', 'a', {by}, '2026-11-02')");
        }

        using var again = Open(MetadataFile.Prepare(folder.FullName));
        again.Annotations.OrderBy(note => note.Id).Select(note => new { note.AccountId, note.Key }).AsEnumerable().Select(note => (note.AccountId, note.Key)).ShouldBe([(1L, ""), (null, ""), (null, "deploy key")]);
        Rows(again, "SELECT count(*) FROM pragma_table_info('private_links') WHERE name = 'By'").ShouldBe(["0"]);
    }

    [Fact]
    public void Preparing_again_keeps_what_is_there()
    {
        using (var db = Open(MetadataFile.Prepare(folder.FullName)))
        {
            db.Sites.Add(new Site { Host = "courrier.example", OtherHosts = ["m.courrier.example"], Created = new DateTime(2026, 11, 2, 8, 0, 0, DateTimeKind.Utc), Goals = [new Goal { Name = "Subscribed", Path = "/thanks" }] });
            db.SaveChanges();
        }

        using var again = Open(MetadataFile.Prepare(folder.FullName));
        var site = again.Sites.Include(s => s.Goals).Single();
        site.OtherHosts.ShouldBe(["m.courrier.example"]);
        site.Created.ShouldBe(new DateTime(2026, 11, 2, 8, 0, 0, DateTimeKind.Utc));
        site.Created.Kind.ShouldBe(DateTimeKind.Utc);
        site.Goals.ShouldHaveSingleItem().Path.ShouldBe("/thanks");
    }

    [Fact]
    public void Data_of_a_later_version_are_refused_in_one_line()
    {
        var setting = MetadataFile.Prepare(folder.FullName);
        using (var connection = new SqliteConnection(setting))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        var refusal = Should.Throw<NewerStoreException>(() => MetadataFile.Prepare(folder.FullName));
        refusal.Message.ShouldContain("999");
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_removed_organisation_takes_its_members_keys_and_invitations_along()
    {
        using var db = Open(MetadataFile.Prepare(folder.FullName));
        var organisation = new Organisation { Name = "Le Courrier" };
        var account = new Account { UserName = "a@courrier.example", Email = "a@courrier.example" };
        db.AddRange(organisation, account);
        db.SaveChanges();
        db.Memberships.Add(new Membership { OrganisationId = organisation.Id, AccountId = account.Id, Role = Role.Owner });
        db.Keys.Add(new ApiKey { OrganisationId = organisation.Id, Name = "import", Prefix = "abcdefgh", Hash = [1] });
        db.OneTimeLinks.Add(new OneTimeLink { Purpose = LinkPurpose.Invitation, Hash = [2], OrganisationId = organisation.Id });
        db.SaveChanges();
        db.ChangeTracker.Clear();
        db.Organisations.ExecuteDelete().ShouldBe(1);
        (db.Memberships.Count(), db.Keys.Count(), db.OneTimeLinks.Count(), db.Users.Count()).ShouldBe((0, 0, 0, 1));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static MurmureDb Open(string setting)
    {
        var options = new DbContextOptionsBuilder<MurmureDb>();
        MetadataFile.Use(options, setting);
        var db = new MurmureDb(options.Options);
        db.Database.OpenConnection();
        return db;
    }

    /// <summary>Every table's columns, keys and indexes, however the statement that made them was spelt.</summary>
    private static List<string> Describe(MurmureDb db)
    {
        var lines = new List<string>();
        foreach (var table in Rows(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"))
        {
            lines.AddRange(Rows(db, $"SELECT '{table}' || ' ' || name || ' ' || type || ' ' || \"notnull\" || ' ' || coalesce(dflt_value, '-') || ' ' || pk FROM pragma_table_info('{table}') ORDER BY name"));
            lines.AddRange(Rows(db, $"SELECT '{table} -> ' || \"table\" || ' ' || \"from\" || ' ' || on_delete FROM pragma_foreign_key_list('{table}') ORDER BY 1"));
            lines.AddRange(Rows(db, $"SELECT '{table} index ' || i.name || ' ' || i.\"unique\" || ' ' || (SELECT group_concat(name) FROM pragma_index_info(i.name)) FROM pragma_index_list('{table}') i ORDER BY 1"));
        }

        return lines;
    }

    private static List<string> Rows(MurmureDb db, string sql)
    {
        using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}
