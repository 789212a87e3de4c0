namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>The first step, continued: sites, keys, what was changed.</summary>
    private const string Sites = """
        CREATE TABLE "audit" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_audit" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NULL,
            "Time" TEXT NOT NULL,
            "AccountId" INTEGER NULL,
            "Who" TEXT NOT NULL,
            "Action" TEXT NOT NULL,
            "Subject" TEXT NOT NULL
        );
        CREATE TABLE "settings" (
            "Key" TEXT NOT NULL CONSTRAINT "PK_settings" PRIMARY KEY,
            "Value" TEXT NOT NULL
        );
        CREATE TABLE "keys" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_keys" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Prefix" TEXT NOT NULL,
            "Hash" BLOB NOT NULL,
            "Scopes" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "Expires" TEXT NULL,
            "LastUsed" TEXT NULL,
            CONSTRAINT "FK_keys_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "sites" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_sites" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NULL,
            "Host" TEXT NOT NULL,
            "OtherHosts" TEXT NOT NULL,
            "TimeZone" TEXT NOT NULL,
            "Language" TEXT NOT NULL,
            "Profile" TEXT NOT NULL,
            "HonourGpc" INTEGER NOT NULL,
            "ExcludedNetworks" TEXT NOT NULL,
            "ExcludedPaths" TEXT NOT NULL,
            "ExcludedCountries" TEXT NOT NULL,
            "AllowedQuery" TEXT NOT NULL,
            "Simulated" INTEGER NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_sites_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id")
        );
        CREATE TABLE "campaigns" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_campaigns" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Start" TEXT NOT NULL,
            "End" TEXT NOT NULL,
            CONSTRAINT "FK_campaigns_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "goals" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_goals" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Path" TEXT NULL,
            CONSTRAINT "FK_goals_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_audit_OrganisationId_Id" ON "audit" ("OrganisationId", "Id");
        CREATE INDEX "IX_campaigns_SiteId" ON "campaigns" ("SiteId");
        CREATE INDEX "IX_goals_SiteId" ON "goals" ("SiteId");
        CREATE UNIQUE INDEX "IX_keys_Hash" ON "keys" ("Hash");
        CREATE INDEX "IX_keys_OrganisationId" ON "keys" ("OrganisationId");
        CREATE UNIQUE INDEX "IX_sites_Host" ON "sites" ("Host");
        CREATE INDEX "IX_sites_OrganisationId" ON "sites" ("OrganisationId");

        """;
}
