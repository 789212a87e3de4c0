using Microsoft.Data.Sqlite;
using Murmure.Storage.Events;

namespace Murmure.Storage.Metadata.Sqlite;

/// <summary>The tables, as the list of steps that led to them. The file remembers, in <c>user_version</c>, how many it has taken.</summary>
internal static partial class SqliteSchema
{
    /// <summary>The order is the version: a step, once released, is never edited.</summary>
    private static readonly string[] Migrations =
    [
        People + Sites,
        """
        ALTER TABLE "sites" ADD COLUMN "CountedSuspicions" TEXT NOT NULL DEFAULT '[]';
        """,
        Days,
        Links,
        Sharing,
        LinkRecords,
        Campaigns,
        LinkTools,
        Estimates,
        """
        ALTER TABLE "accounts" ADD COLUMN "Language" TEXT NULL;
        """,
        Views,
        Notices,
        Writers,
        Funnels,
        Connections,
        History,
        Invitations,
        """
        ALTER TABLE "sites" ADD COLUMN "Cities" INTEGER NOT NULL DEFAULT 0;
        """,
        """
        ALTER TABLE "sites" ADD COLUMN "RulesSince" TEXT NULL;
        """,
    ];

    public static int Version => Migrations.Length;

    /// <exception cref="NewerStoreException">A later Murmure wrote it.</exception>
    public static void Migrate(SqliteConnection connection) => SqliteSteps.Take(connection, Migrations, "The metadata has");
}
