namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>What other programs counted, by day.</summary>
    private const string History = """
        CREATE TABLE "imported_visits" (
            "SiteId" INTEGER NOT NULL,
            "Source" TEXT NOT NULL,
            "Day" TEXT NOT NULL,
            "Group" TEXT NOT NULL,
            "Channel" TEXT NOT NULL,
            "Visits" INTEGER NOT NULL,
            CONSTRAINT "PK_imported_visits" PRIMARY KEY ("SiteId", "Source", "Day", "Group", "Channel"),
            CONSTRAINT "FK_imported_visits_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );

        """;
}
