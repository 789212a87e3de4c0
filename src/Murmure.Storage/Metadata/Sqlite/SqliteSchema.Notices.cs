namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>Who is told of a site and where, what there was to tell, and what became of it.</summary>
    private const string Notices = """
        CREATE TABLE "notice_subscriptions" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_notice_subscriptions" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "AccountId" INTEGER NOT NULL,
            "Kind" TEXT NOT NULL,
            "Language" TEXT NOT NULL,
            "Root" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_notice_subscriptions_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_notice_subscriptions_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "notice_outlets" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_notice_outlets" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Kind" TEXT NOT NULL,
            "Name" TEXT NOT NULL,
            "Sealed" BLOB NOT NULL,
            "Tells" TEXT NOT NULL,
            "Language" TEXT NOT NULL,
            "Root" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            CONSTRAINT "FK_notice_outlets_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "notices" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_notices" PRIMARY KEY AUTOINCREMENT,
            "SiteId" INTEGER NOT NULL,
            "Kind" TEXT NOT NULL,
            "Key" TEXT NOT NULL,
            "Subject" TEXT NOT NULL,
            "Count" INTEGER NOT NULL,
            "Made" TEXT NOT NULL,
            CONSTRAINT "FK_notices_sites_SiteId" FOREIGN KEY ("SiteId") REFERENCES "sites" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "notice_deliveries" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_notice_deliveries" PRIMARY KEY AUTOINCREMENT,
            "NoticeId" INTEGER NOT NULL,
            "SubscriptionId" INTEGER NULL,
            "OutletId" INTEGER NULL,
            "Message" TEXT NOT NULL,
            "Body" TEXT NOT NULL,
            "Created" TEXT NOT NULL,
            "Tries" INTEGER NOT NULL,
            "NextTry" TEXT NULL,
            "Answer" TEXT NOT NULL,
            "Taken" TEXT NULL,
            CONSTRAINT "FK_notice_deliveries_notices_NoticeId" FOREIGN KEY ("NoticeId") REFERENCES "notices" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_notice_deliveries_notice_subscriptions_SubscriptionId" FOREIGN KEY ("SubscriptionId") REFERENCES "notice_subscriptions" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_notice_deliveries_notice_outlets_OutletId" FOREIGN KEY ("OutletId") REFERENCES "notice_outlets" ("Id") ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX "IX_notice_subscriptions_SiteId_AccountId_Kind" ON "notice_subscriptions" ("SiteId", "AccountId", "Kind");
        CREATE INDEX "IX_notice_subscriptions_AccountId" ON "notice_subscriptions" ("AccountId");
        CREATE INDEX "IX_notice_outlets_SiteId" ON "notice_outlets" ("SiteId");
        CREATE UNIQUE INDEX "IX_notices_SiteId_Kind_Key" ON "notices" ("SiteId", "Kind", "Key");
        CREATE INDEX "IX_notice_deliveries_NextTry" ON "notice_deliveries" ("NextTry");
        CREATE INDEX "IX_notice_deliveries_NoticeId" ON "notice_deliveries" ("NoticeId");
        CREATE INDEX "IX_notice_deliveries_OutletId" ON "notice_deliveries" ("OutletId");
        CREATE INDEX "IX_notice_deliveries_SubscriptionId" ON "notice_deliveries" ("SubscriptionId");

        """;
}
