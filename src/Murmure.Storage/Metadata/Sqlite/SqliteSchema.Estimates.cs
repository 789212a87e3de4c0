namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Estimates with their revisions, what changed in how they are made, the confirmed calendar, and whom a site asks.</summary>
    private const string Estimates = """
        CREATE TABLE "estimates" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_estimates" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Period" TEXT NOT NULL,
            "FirstDay" TEXT NOT NULL,
            "LastDay" TEXT NOT NULL,
            "Revision" INTEGER NOT NULL,
            "Provisional" INTEGER NOT NULL,
            "Made" TEXT NOT NULL,
            "Method" TEXT NOT NULL,
            "Catalogue" TEXT NOT NULL,
            "Version" TEXT NOT NULL,
            "Figure" TEXT NOT NULL,
            CONSTRAINT "FK_estimates_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "estimate_annotations" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_estimate_annotations" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "At" TEXT NOT NULL,
            "Kind" TEXT NOT NULL,
            "Was" TEXT NOT NULL,
            "Is" TEXT NOT NULL,
            CONSTRAINT "FK_estimate_annotations_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "calendar_confirmations" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_calendar_confirmations" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "FirstDay" TEXT NOT NULL,
            "LastDay" TEXT NOT NULL,
            "At" TEXT NOT NULL,
            "By" TEXT NOT NULL,
            CONSTRAINT "FK_calendar_confirmations_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "surveys" (
            "SiteId" INTEGER NOT NULL CONSTRAINT "PK_surveys" PRIMARY KEY,
            "On" INTEGER NOT NULL,
            "ForMinors" INTEGER NOT NULL,
            "Direct" INTEGER NOT NULL,
            "Tagged" INTEGER NOT NULL,
            "Public" INTEGER NOT NULL,
            "Languages" TEXT NOT NULL,
            "ExcludedPaths" TEXT NOT NULL,
            CONSTRAINT "FK_surveys_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX "IX_estimates_SiteId_Period_FirstDay_LastDay_Revision" ON "estimates" ("SiteId", "Period", "FirstDay", "LastDay", "Revision");
        CREATE INDEX "IX_estimate_annotations_SiteId" ON "estimate_annotations" ("SiteId");
        CREATE INDEX "IX_calendar_confirmations_SiteId" ON "calendar_confirmations" ("SiteId");

        """;
}
