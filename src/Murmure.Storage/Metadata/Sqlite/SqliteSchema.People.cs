namespace Murmure.Storage.Metadata.Sqlite;

internal static partial class SqliteSchema
{
    /// <summary>The first step: accounts, organisations, and how one gets in.</summary>
    private const string People = """
        CREATE TABLE "accounts" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_accounts" PRIMARY KEY AUTOINCREMENT,
            "OrganisationId" INTEGER NULL,
            "Created" TEXT NOT NULL,
            "UserName" TEXT NULL,
            "NormalizedUserName" TEXT NULL,
            "Email" TEXT NULL,
            "NormalizedEmail" TEXT NULL,
            "EmailConfirmed" INTEGER NOT NULL,
            "PasswordHash" TEXT NULL,
            "SecurityStamp" TEXT NULL,
            "ConcurrencyStamp" TEXT NULL,
            "PhoneNumber" TEXT NULL,
            "PhoneNumberConfirmed" INTEGER NOT NULL,
            "TwoFactorEnabled" INTEGER NOT NULL,
            "LockoutEnd" TEXT NULL,
            "LockoutEnabled" INTEGER NOT NULL,
            "AccessFailedCount" INTEGER NOT NULL
        );
        CREATE TABLE "organisations" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_organisations" PRIMARY KEY AUTOINCREMENT,
            "Name" TEXT NOT NULL,
            "Created" TEXT NOT NULL
        );
        CREATE TABLE "account_claims" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_account_claims" PRIMARY KEY AUTOINCREMENT,
            "UserId" INTEGER NOT NULL,
            "ClaimType" TEXT NULL,
            "ClaimValue" TEXT NULL,
            CONSTRAINT "FK_account_claims_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "account_logins" (
            "LoginProvider" TEXT NOT NULL,
            "ProviderKey" TEXT NOT NULL,
            "ProviderDisplayName" TEXT NULL,
            "UserId" INTEGER NOT NULL,
            CONSTRAINT "PK_account_logins" PRIMARY KEY ("LoginProvider", "ProviderKey"),
            CONSTRAINT "FK_account_logins_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "account_passkeys" (
            "CredentialId" BLOB NOT NULL CONSTRAINT "PK_account_passkeys" PRIMARY KEY,
            "UserId" INTEGER NOT NULL,
            "Data" TEXT NOT NULL,
            CONSTRAINT "FK_account_passkeys_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "account_tokens" (
            "UserId" INTEGER NOT NULL,
            "LoginProvider" TEXT NOT NULL,
            "Name" TEXT NOT NULL,
            "Value" TEXT NULL,
            CONSTRAINT "PK_account_tokens" PRIMARY KEY ("UserId", "LoginProvider", "Name"),
            CONSTRAINT "FK_account_tokens_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "sessions" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_sessions" PRIMARY KEY AUTOINCREMENT,
            "Hash" BLOB NOT NULL,
            "AccountId" INTEGER NOT NULL,
            "Ticket" BLOB NOT NULL,
            "Created" TEXT NOT NULL,
            "LastUsed" TEXT NOT NULL,
            "Expires" TEXT NOT NULL,
            "Browser" TEXT NOT NULL,
            "System" TEXT NOT NULL,
            CONSTRAINT "FK_sessions_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "links" (
            "Id" INTEGER NOT NULL CONSTRAINT "PK_links" PRIMARY KEY AUTOINCREMENT,
            "Purpose" TEXT NOT NULL,
            "Hash" BLOB NOT NULL,
            "Expires" TEXT NOT NULL,
            "AccountId" INTEGER NULL,
            "OrganisationId" INTEGER NULL,
            "Email" TEXT NULL,
            "Role" TEXT NULL,
            CONSTRAINT "FK_links_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_links_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE TABLE "memberships" (
            "OrganisationId" INTEGER NOT NULL,
            "AccountId" INTEGER NOT NULL,
            "Role" TEXT NOT NULL,
            CONSTRAINT "PK_memberships" PRIMARY KEY ("OrganisationId", "AccountId"),
            CONSTRAINT "FK_memberships_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE,
            CONSTRAINT "FK_memberships_organisations_OrganisationId" FOREIGN KEY ("OrganisationId") REFERENCES "organisations" ("Id") ON DELETE CASCADE
        );
        CREATE INDEX "IX_account_claims_UserId" ON "account_claims" ("UserId");
        CREATE INDEX "IX_account_logins_UserId" ON "account_logins" ("UserId");
        CREATE INDEX "IX_account_passkeys_UserId" ON "account_passkeys" ("UserId");
        CREATE UNIQUE INDEX "accounts_email" ON "accounts" ("NormalizedEmail");
        CREATE UNIQUE INDEX "accounts_name" ON "accounts" ("NormalizedUserName");
        CREATE INDEX "IX_links_AccountId" ON "links" ("AccountId");
        CREATE UNIQUE INDEX "IX_links_Hash" ON "links" ("Hash");
        CREATE INDEX "IX_links_OrganisationId" ON "links" ("OrganisationId");
        CREATE INDEX "IX_memberships_AccountId" ON "memberships" ("AccountId");
        CREATE INDEX "IX_sessions_AccountId" ON "sessions" ("AccountId");
        CREATE UNIQUE INDEX "IX_sessions_Hash" ON "sessions" ("Hash");

        """;
}
