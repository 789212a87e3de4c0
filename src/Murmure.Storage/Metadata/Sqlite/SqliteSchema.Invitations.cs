namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Invitations to communities, one for each campaign, by which joins tell where they come from.</summary>
    private const string Invitations = """
        CREATE TABLE "invitations" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_invitations" PRIMARY KEY AUTOINCREMENT,
            "CampaignId" INTEGER NOT NULL,
            "ConnectionId" INTEGER NOT NULL,
            "Detail" TEXT NOT NULL,
            "Address" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_invitations_message_campaigns_CampaignId" FOREIGN KEY ("CampaignId") REFERENCES "message_campaigns" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_invitations_connections_ConnectionId" FOREIGN KEY ("ConnectionId") REFERENCES "connections" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_invitations_CampaignId" ON "invitations" ("CampaignId");
        CREATE INDEX "IX_invitations_ConnectionId" ON "invitations" ("ConnectionId");

        """;
}
