namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    private const string Funnels = """
        CREATE TABLE "funnels" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_funnels" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Steps" TEXT NOT NULL,
            CONSTRAINT "FK_funnels_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_funnels_SiteId" ON "funnels" ("SiteId");

        """;

    /// <summary>Notes on the time line, saved views, and links for people without an account.</summary>
    private const string Views = """
        CREATE TABLE "annotations" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_annotations" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Day" TEXT NOT NULL,
            "Text" TEXT NOT NULL,
            "By" TEXT NOT NULL,
            "At" TEXT NOT NULL,
            CONSTRAINT "FK_annotations_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "saved_views" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_saved_views" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "AccountId" INTEGER NULL,
            "Name" TEXT NOT NULL,
            "Query" TEXT NOT NULL,
            CONSTRAINT "FK_saved_views_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_saved_views_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "private_links" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_private_links" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Hash" BLOB NOT NULL,
            "Name" TEXT NOT NULL,
            "Query" TEXT NOT NULL,
            "MayChoosePeriod" INTEGER NOT NULL,
            "PasswordHash" TEXT NULL,
            "FailedTries" INTEGER NOT NULL,
            "LockedUntil" TEXT NULL,
            "By" TEXT NOT NULL,
            "Made" TEXT NOT NULL,
            "Expires" TEXT NOT NULL,
            "LastUsed" TEXT NULL,
            "Openings" INTEGER NOT NULL,
            CONSTRAINT "FK_private_links_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_annotations_SiteId_Day" ON "annotations" ("SiteId", "Day");
        CREATE INDEX "IX_saved_views_SiteId" ON "saved_views" ("SiteId");
        CREATE INDEX "IX_saved_views_AccountId" ON "saved_views" ("AccountId");
        CREATE UNIQUE INDEX "IX_private_links_Hash" ON "private_links" ("Hash");
        CREATE INDEX "IX_private_links_SiteId" ON "private_links" ("SiteId");

        """;
}
