namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>What is known of a site's days beside its events: the log's page views, and when keys were destroyed; and who may find the page that says so.</summary>
    private const string Days = """
        CREATE TABLE "log_days" (
            "SiteId" INTEGER NOT NULL,
            "Day" TEXT NOT NULL,
            "Views" INTEGER NOT NULL,
            CONSTRAINT "PK_log_days" PRIMARY KEY ("SiteId", "Day"),
            CONSTRAINT "FK_log_days_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "destroyed_keys" (
            "SiteId" INTEGER NOT NULL,
            "Day" TEXT NOT NULL,
            "Destroyed" TEXT NOT NULL,
            CONSTRAINT "PK_destroyed_keys" PRIMARY KEY ("SiteId", "Day"),
            CONSTRAINT "FK_destroyed_keys_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        ALTER TABLE "sites" ADD COLUMN "Indexed" INTEGER NOT NULL DEFAULT 0;

        """;
}
