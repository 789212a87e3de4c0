namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>What is connected outside, what is said there, and who wants to hear nothing.</summary>
    private const string Connections = """
        CREATE TABLE "connections" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_connections" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Kind" TEXT NOT NULL,
            "Name" TEXT NOT NULL,
            "Address" TEXT NOT NULL,
            "Channel" TEXT NOT NULL,
            "Sealed" BLOB NOT NULL,
            "Root" TEXT NOT NULL,
            "Watched" TEXT NOT NULL,
            "QuietFrom" INTEGER NULL,
            "QuietTo" INTEGER NULL,
            "Cursor" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "LastEvent" TEXT NULL,
            "Problem" TEXT NOT NULL,
            "ProblemAt" TEXT NULL,
            "RestsUntil" TEXT NULL,
            CONSTRAINT "FK_connections_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "refusals" (
            "OrganisationId" INTEGER NOT NULL,
            "Hash" BLOB NOT NULL,
            "Day" TEXT NOT NULL,
            CONSTRAINT "PK_refusals" PRIMARY KEY ("OrganisationId", "Hash"),
            CONSTRAINT "FK_refusals_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "message_campaigns" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_message_campaigns" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Name" TEXT NOT NULL,
            "Brief" TEXT NOT NULL,
            "LinkId" INTEGER NULL,
            "Goal" TEXT NOT NULL,
            "Budget" INTEGER NOT NULL,
            "Currency" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_message_campaigns_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_message_campaigns_short_links_LinkId" FOREIGN KEY ("LinkId") REFERENCES "short_links" ("Id") ON DELETE SET NULL
        );
        CREATE TABLE "posts" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_posts" PRIMARY KEY AUTOINCREMENT,
            "CampaignId" INTEGER NOT NULL,
            "ConnectionId" INTEGER NULL,
            "Channel" TEXT NOT NULL,
            "Variant" TEXT NOT NULL,
            "Text" TEXT NOT NULL,
            "Details" TEXT NOT NULL,
            "State" TEXT NOT NULL,
            "Due" TEXT NULL,
            "PublishedAt" TEXT NULL,
            "Remote" TEXT NOT NULL,
            "Tries" INTEGER NOT NULL,
            "NextTry" TEXT NULL,
            "Answer" TEXT NOT NULL,
            "DeclaredAudience" INTEGER NULL,
            "DeclaredReactions" INTEGER NULL,
            "Cost" INTEGER NOT NULL,
            CONSTRAINT "FK_posts_message_campaigns_CampaignId" FOREIGN KEY ("CampaignId") REFERENCES "message_campaigns" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_posts_connections_ConnectionId" FOREIGN KEY ("ConnectionId") REFERENCES "connections" ("Id") ON DELETE SET NULL
        );
        CREATE UNIQUE INDEX "IX_connections_Address" ON "connections" ("Address");
        CREATE INDEX "IX_connections_SiteId" ON "connections" ("SiteId");
        CREATE INDEX "IX_message_campaigns_SiteId" ON "message_campaigns" ("SiteId");
        CREATE INDEX "IX_message_campaigns_LinkId" ON "message_campaigns" ("LinkId");
        CREATE INDEX "IX_posts_CampaignId" ON "posts" ("CampaignId");
        CREATE INDEX "IX_posts_ConnectionId_Remote" ON "posts" ("ConnectionId", "Remote");
        CREATE INDEX "IX_posts_NextTry" ON "posts" ("NextTry");

        """;
}
