using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Hosting;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>The log of what members change as a file for a spreadsheet, the newest first.</summary>
internal static class AuditFile
{
    private const int MostRows = 100_000;

    public static async Task<IResult> AnswerAsync(HttpContext http, MurmureDb db)
    {
        var entries = await Of(db, Caller.Of(http)!.OrganisationId).Take(MostRows).ToListAsync(http.RequestAborted);
        return SheetFile.Of(http, "audit", ["time", "action", "subject", "by"], entries.Select(entry => (IReadOnlyList<object?>)[entry.Time, entry.Action, entry.Subject, entry.Who]));
    }

    /// <summary>An organisation's entries, the newest first.</summary>
    public static IQueryable<AuditEntry> Of(MurmureDb db, long organisation) =>
        db.Audit.TagWith("Audit.Of").AsNoTracking().Where(entry => entry.OrganisationId == organisation).OrderByDescending(entry => entry.Id);
}
