namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>
    /// Who wrote a note or made a private link, by number in place of the address, so that an address does not outlive its account. What was written with
    /// a key keeps the key's name; an address that is no account's any more goes.
    /// </summary>
    private const string Writers = """
        ALTER TABLE "annotations" ADD COLUMN "AccountId" INTEGER NULL CONSTRAINT "FK_annotations_accounts_AccountId" REFERENCES "accounts" ("Id") ON DELETE SET NULL;
        ALTER TABLE "annotations" RENAME COLUMN "By" TO "Key";
        UPDATE "annotations" SET "AccountId" = (SELECT "Id" FROM "accounts" WHERE "Email" = "annotations"."Key");
        UPDATE "annotations" SET "Key" = '' WHERE "AccountId" IS NOT NULL OR "Key" LIKE '%@%';
        ALTER TABLE "private_links" ADD COLUMN "AccountId" INTEGER NULL CONSTRAINT "FK_private_links_accounts_AccountId" REFERENCES "accounts" ("Id") ON DELETE SET NULL;
        UPDATE "private_links" SET "AccountId" = (SELECT "Id" FROM "accounts" WHERE "Email" = "private_links"."By");
        ALTER TABLE "private_links" DROP COLUMN "By";
        CREATE INDEX "IX_annotations_AccountId" ON "annotations" ("AccountId");
        CREATE INDEX "IX_private_links_AccountId" ON "private_links" ("AccountId");

        """;
}
