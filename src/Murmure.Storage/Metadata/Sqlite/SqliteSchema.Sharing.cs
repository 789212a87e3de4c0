namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Public counts of shares, and campaigns with tokens.</summary>
    private const string Sharing = """
        CREATE TABLE "sharing" (
            "SiteId" INTEGER NOT NULL CONSTRAINT "PK_sharing" PRIMARY KEY,
            "PublicCounts" INTEGER NOT NULL,
            CONSTRAINT "FK_sharing_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "share_campaigns" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_share_campaigns" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Path" TEXT NOT NULL,
            "Ends" TEXT NOT NULL,
            "Tokens" INTEGER NOT NULL,
            "Visits" INTEGER NOT NULL,
            "Squares" INTEGER NOT NULL,
            CONSTRAINT "FK_share_campaigns_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_share_campaigns_SiteId" ON "share_campaigns" ("SiteId");
        CREATE TABLE "share_tokens" (
            "CampaignId" INTEGER NOT NULL,
            "Token" TEXT NOT NULL,
            "Letters" TEXT NOT NULL,
            "Generation" INTEGER NOT NULL,
            "Visits" INTEGER NOT NULL,
            CONSTRAINT "PK_share_tokens" PRIMARY KEY ("CampaignId", "Token"),
            CONSTRAINT "FK_share_tokens_share_campaigns_CampaignId" FOREIGN KEY ("CampaignId") REFERENCES "share_campaigns" ("Id") ON DELETE CASCADE
        );

        """;
}
