using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts.Keys;

/// <summary>
/// <c>Idempotency-Key</c> on every write under <c>/api/v1</c>: the same call again within a day is answered as the first was and does nothing. Of the
/// body only a hash is kept, of the key another. A call that failed on our side is forgotten, so that it can be tried again. Logs are passed on
/// unread: their lines count once by themselves.
/// </summary>
internal sealed class KeptAnswers(IDbContextFactory<MurmureDb> metadata, IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const int LongestKey = 200;
    private const int LongestBody = 4 << 20;
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly IDataProtector protector = protection.CreateProtector("kept-answers");

    private sealed record Call(byte[] Id, byte[] Asked, long Organisation);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<KeptAnswers>();
        services.AddHostedService<KeptAnswersSweep>();
    }

    /// <summary>To be used behind authorization: the key belongs to the organisation.</summary>
    public static void Use(WebApplication app) => app.UseWhen(IsKeyedWrite, branch => branch.Use(
        (http, next) => http.RequestServices.GetRequiredService<KeptAnswers>().AnswerAsync(http, next)));

    /// <summary>Forgets what is older than a day.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        var since = clock.GetUtcNow().UtcDateTime - Life;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        await db.KeptAnswers.TagWith("KeptAnswers.Sweep").Where(answer => answer.Created <= since).ExecuteDeleteAsync(cancellation);
    }

    private static bool IsKeyedWrite(HttpContext http) =>
        http.Request.Headers.ContainsKey(Header) && http.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase)
        && (http.Request.ContentType is null || http.Request.HasJsonContentType()) && SiteAccess.OrganisationOf(http) is not null
        && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length is 0 or > LongestKey || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            await Problems.BadIdempotencyKey(LongestKey).ExecuteAsync(http);
            return;
        }
        if (await ReadAsync(http) is not { } body)
        {
            await Problems.TooLarge(LongestBody).ExecuteAsync(http);
            return;
        }
        using (body)
        {
            http.Request.Body = body;
            http.Features.Set<IHttpMaxRequestBodySizeFeature>(new WholeBody());
            var call = CallOf(http, key, body);
            if (await BeginAsync(call, http.RequestAborted) is { } known)
                await RepeatAsync(http, known, call);
            else
                await RunAsync(http, next, call);
        }
    }

    private async Task RepeatAsync(HttpContext http, KeptAnswer known, Call call)
    {
        if (!CryptographicOperations.FixedTimeEquals(known.Asked, call.Asked))
            await Problems.IdempotencyReused().ExecuteAsync(http);
        else if (known.Status == 0)
            await Problems.IdempotencyUnfinished().ExecuteAsync(http);
        else
        {
            var body = known.Body.Length == 0 ? [] : protector.Unprotect(known.Body);
            http.Response.StatusCode = known.Status;
            http.Response.Headers[Replayed] = "true";
            if (known.Location.Length > 0)
                http.Response.Headers.Location = known.Location;
            if (known.ContentType.Length > 0)
                http.Response.ContentType = known.ContentType;
            if (body.Length > 0)
                await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private async Task RunAsync(HttpContext http, RequestDelegate next, Call call)
    {
        var client = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        try
        {
            await next(http);
        }
        catch
        {
            await EndAsync(call, null, []);
            throw;
        }
        finally
        {
            http.Response.Body = client;
        }
        // Kept before it is sent: whoever did not get it asks again.
        await EndAsync(call, http.Response.StatusCode < StatusCodes.Status500InternalServerError ? http.Response : null, answer.ToArray());
        answer.Position = 0;
        await answer.CopyToAsync(client, http.RequestAborted);
    }

    /// <summary>Notes that a call begins; what is known of it when it is not the first.</summary>
    private async Task<KeptAnswer?> BeginAsync(Call call, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = await metadata.CreateDbContextAsync(cancellation);
        var same = db.KeptAnswers.TagWith("KeptAnswers.Begin").Where(answer => answer.Id == call.Id);
        if (await same.AsNoTracking().SingleOrDefaultAsync(cancellation) is { } known)
        {
            if (known.Created > now - Life)
                return known;
            await same.ExecuteDeleteAsync(cancellation);
        }
        db.KeptAnswers.Add(new KeptAnswer { Id = call.Id, OrganisationId = call.Organisation, Asked = call.Asked, Created = now });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return null;
        }
        catch (DbUpdateException)
        {
            // Another call with this key began in the same moment.
            return await same.AsNoTracking().SingleAsync(cancellation);
        }
    }

    /// <param name="answered">Null forgets the call.</param>
    private async Task EndAsync(Call call, HttpResponse? answered, byte[] body)
    {
        // What was done is done, whether or not its sender still listens.
        await using var db = await metadata.CreateDbContextAsync(CancellationToken.None);
        var row = db.KeptAnswers.TagWith("KeptAnswers.End").Where(answer => answer.Id == call.Id);
        if (answered is null)
        {
            await row.ExecuteDeleteAsync(CancellationToken.None);
            return;
        }
        var (status, type, location) = (answered.StatusCode, answered.ContentType ?? "", answered.Headers.Location.ToString());
        var kept = body.Length == 0 ? body : protector.Protect(body);
        await row.ExecuteUpdateAsync(
            answer => answer.SetProperty(a => a.Status, status).SetProperty(a => a.ContentType, type).SetProperty(a => a.Location, location).SetProperty(a => a.Body, kept), CancellationToken.None);
    }

    private static Call CallOf(HttpContext http, string key, MemoryStream body)
    {
        var organisation = SiteAccess.OrganisationOf(http)!.Value;
        using var asked = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(key));
        asked.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
        asked.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return new Call(SHA256.HashData(Encoding.UTF8.GetBytes($"{organisation}\n{key}")), asked.GetHashAndReset(), organisation);
    }

    /// <summary>The body in memory, never in a file; null when it is too long.</summary>
    private static async Task<MemoryStream?> ReadAsync(HttpContext http)
    {
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LongestBody)
            {
                body.Dispose();
                return null;
            }
        }
        body.Position = 0;
        return body;
    }

    /// <summary>The body is in memory: what an endpoint says of its size comes too late for the connection.</summary>
    private sealed class WholeBody : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }

    private sealed class KeptAnswersSweep(KeptAnswers answers, TimeProvider clock) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(TimeSpan.FromMinutes(10), clock, answers.SweepAsync, stoppingToken, atOnce: true);
    }
}
