namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>What a campaign's links have in common: tags that ride along, and the logo of their QR codes.</summary>
    private const string Campaigns = """
        ALTER TABLE "short_links" ADD COLUMN "Utm" TEXT NOT NULL DEFAULT '';
        CREATE TABLE "utm_templates" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_utm_templates" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Source" TEXT NOT NULL,
            "Medium" TEXT NOT NULL,
            "Campaign" TEXT NOT NULL,
            "Content" TEXT NOT NULL,
            CONSTRAINT "FK_utm_templates_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "qr_logos" (
            "OrganisationId" INTEGER NOT NULL CONSTRAINT "PK_qr_logos" PRIMARY KEY,
            "Png" BLOB NOT NULL,
            CONSTRAINT "FK_qr_logos_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX "IX_utm_templates_OrganisationId_Name" ON "utm_templates" ("OrganisationId", "Name");

        """;
}
