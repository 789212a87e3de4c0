using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Exports;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Backups;

/// <summary>
/// <c>GET /admin/backup</c>, by the socket in the data folder alone: a backup holds every organisation's data and the keys that seal its secrets, which
/// no key of one organisation opens.
/// </summary>
public static class BackupsFeature
{
    public static void MapBackups(WebApplication app) => app.MapGet("/admin/backup", async (HttpContext http, IEventStore store, OutgoingFiles outgoing, ServeOptions options, TimeProvider clock) =>
    {
        if (!AdminSocket.IsSource(http))
            return TypedResults.NotFound();
        var (files, problem) = await BackupFiles.MakeAsync(
            options.DataFolder, outgoing.Folder, DataVersions.Current, path => store.BackupAsync(path, http.RequestAborted), clock);
        if (files is null)
            return Problems.NoDisk(problem);
        return (IResult)TypedResults.Stream(
            async body =>
            {
                await using (files)
                    await files.WriteAsync(body, http.RequestAborted);
            },
            "application/x-tar");
    });
}
