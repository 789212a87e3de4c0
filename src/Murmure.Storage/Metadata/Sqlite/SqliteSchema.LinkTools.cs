namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Answers kept for repeated calls, webhooks and what they were told, feeds that make links.</summary>
    private const string LinkTools = """
        CREATE TABLE "kept_answers" (
            "Id" BLOB NOT NULL CONSTRAINT "PK_kept_answers" PRIMARY KEY,
            "OrganisationId" INTEGER NOT NULL,
            "Asked" BLOB NOT NULL,
            "Status" INTEGER NOT NULL,
            "ContentType" TEXT NOT NULL,
            "Location" TEXT NOT NULL,
            "Body" BLOB NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_kept_answers_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "webhooks" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_webhooks" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NOT NULL,
            "Url" TEXT NOT NULL,
            "Secret" BLOB NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_webhooks_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "webhook_deliveries" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_webhook_deliveries" PRIMARY KEY AUTOINCREMENT,
            "WebhookId" INTEGER NOT NULL,
            "Message" TEXT NOT NULL,
            "Body" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "Tries" INTEGER NOT NULL,
            "NextTry" TEXT NULL,
            "Answer" TEXT NOT NULL,
            "Taken" TEXT NULL,
            CONSTRAINT "FK_webhook_deliveries_webhooks_WebhookId" FOREIGN KEY ("WebhookId") REFERENCES "webhooks" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "webhook_counts" (
            "WebhookId" INTEGER NOT NULL,
            "Day" TEXT NOT NULL,
            "Cell" TEXT NOT NULL,
            "Clicks" INTEGER NOT NULL,
            CONSTRAINT "PK_webhook_counts" PRIMARY KEY ("WebhookId", "Day", "Cell"),
            CONSTRAINT "FK_webhook_counts_webhooks_WebhookId" FOREIGN KEY ("WebhookId") REFERENCES "webhooks" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "feeds" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_feeds" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Url" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "Read" TEXT NULL,
            "Problem" TEXT NOT NULL,
            "Made" INTEGER NOT NULL,
            CONSTRAINT "FK_feeds_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_kept_answers_Created" ON "kept_answers" ("Created");
        CREATE INDEX "IX_kept_answers_OrganisationId" ON "kept_answers" ("OrganisationId");
        CREATE INDEX "IX_webhooks_OrganisationId" ON "webhooks" ("OrganisationId");
        CREATE INDEX "IX_webhook_deliveries_NextTry" ON "webhook_deliveries" ("NextTry");
        CREATE INDEX "IX_webhook_deliveries_WebhookId" ON "webhook_deliveries" ("WebhookId");
        CREATE UNIQUE INDEX "IX_feeds_SiteId_Url" ON "feeds" ("SiteId", "Url");

        """;
}
