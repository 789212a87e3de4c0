namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>What others counted of a link before it came here, and who found fault with it: both as counts.</summary>
    private const string LinkRecords = """
        CREATE TABLE "imported_clicks" (
            "LinkId" INTEGER NOT NULL,
            "Source" TEXT NOT NULL,
            "Day" TEXT NOT NULL,
            "Clicks" INTEGER NOT NULL,
            "Asked" TEXT NOT NULL,
            CONSTRAINT "PK_imported_clicks" PRIMARY KEY ("LinkId", "Source", "Day"),
            CONSTRAINT "FK_imported_clicks_short_links_LinkId" FOREIGN KEY ("LinkId") REFERENCES "short_links" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "link_reports" (
            "LinkId" INTEGER NOT NULL,
            "Day" TEXT NOT NULL,
            "Reason" TEXT NOT NULL,
            "Reports" INTEGER NOT NULL,
            CONSTRAINT "PK_link_reports" PRIMARY KEY ("LinkId", "Day", "Reason"),
            CONSTRAINT "FK_link_reports_short_links_LinkId" FOREIGN KEY ("LinkId") REFERENCES "short_links" ("Id") ON DELETE CASCADE
        );

        """;
}
