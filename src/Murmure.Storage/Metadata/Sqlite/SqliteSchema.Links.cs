namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Short links and the hosts that they stand under.</summary>
    private const string Links = """
        CREATE TABLE "link_domains" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_link_domains" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NOT NULL,
            "SiteId" INTEGER NOT NULL,
            "Host" TEXT NOT NULL,
            "RootUrl" TEXT NULL,
            "NotFoundUrl" TEXT NULL,
            "ExpiredUrl" TEXT NULL,
            "AllowedDestinations" TEXT NOT NULL,
            "AppleApps" TEXT NOT NULL,
            "AndroidApps" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_link_domains_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_link_domains_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "short_links" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_short_links" PRIMARY KEY AUTOINCREMENT,
            "DomainId" INTEGER NOT NULL,
            "Slug" TEXT NOT NULL,
            "Url" TEXT NOT NULL,
            "Title" TEXT NOT NULL,
            "Notes" TEXT NOT NULL,
            "Folder" TEXT NOT NULL,
            "ExternalId" TEXT NULL,
            "Tags" TEXT NOT NULL,
            "Status" INTEGER NOT NULL,
            "CacheSeconds" INTEGER NOT NULL,
            "ValidFrom" TEXT NULL,
            "ValidUntil" TEXT NULL,
            "MaxClicks" INTEGER NULL,
            "PasswordHash" TEXT NULL,
            "FallbackUrl" TEXT NULL,
            "ForwardQuery" INTEGER NOT NULL,
            "AppendPath" INTEGER NOT NULL,
            "NoIndex" INTEGER NOT NULL,
            "Rules" TEXT NOT NULL,
            "Preview" TEXT NOT NULL,
            "Placements" TEXT NOT NULL,
            "Archived" INTEGER NOT NULL,
            "Disabled" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "Updated" TEXT NOT NULL,
            CONSTRAINT "FK_short_links_link_domains_DomainId" FOREIGN KEY ("DomainId") REFERENCES "link_domains" ("Id") ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX "IX_link_domains_Host" ON "link_domains" ("Host");
        CREATE INDEX "IX_link_domains_OrganisationId" ON "link_domains" ("OrganisationId");
        CREATE INDEX "IX_link_domains_SiteId" ON "link_domains" ("SiteId");
        CREATE UNIQUE INDEX "IX_short_links_DomainId_Slug" ON "short_links" ("DomainId", "Slug");
        CREATE UNIQUE INDEX "IX_short_links_DomainId_ExternalId" ON "short_links" ("DomainId", "ExternalId");

        """;
}
