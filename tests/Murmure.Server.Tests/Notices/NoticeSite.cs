using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Hosting;
using Murmure.Server.Notices;
using Murmure.Server.Sites;
using Murmure.Server.Tests.Dashboard;
using Murmure.Server.Tests.Live;
using Murmure.Storage.Events;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Notices;

/// <summary>A whole server with one site of an organisation that has one member, and a mail server.</summary>
internal sealed class NoticeSite : IAsyncDisposable
{
    public const string Member = "anna@courrier.example";
    public const string Root = "https://stats.courrier.example";
    public const string Article = "/culture/2026/11/un-concert-au-port-qui-a-fait-venir-du-monde-123456";

    public required LiveHost Host { get; init; }

    public required Caller Caller { get; init; }

    public required MailServer Mail { get; init; }

    private int batches;

    /// <summary>The site as the server has it now.</summary>
    public SiteRules Site => Host.Services.GetRequiredService<SiteDirectory>().All.Single();

    public static async Task<NoticeSite> StartAsync(DateTimeOffset now, string zone = "UTC", Func<ServeOptions, ServeOptions>? with = null)
    {
        var mail = new MailServer();
        var host = await LiveHost.StartAsync(
            now, local: true, with: options => (with ?? (o => o))(options with { Mail = mail.Options }), sites: [LiveHost.Rules(zone: zone)]);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<MurmureDb>>().CreateDbContextAsync();
        var organisation = new Organisation { Name = "Le Courrier", Created = now.UtcDateTime };
        var account = new Account { UserName = Member, Email = Member, NormalizedEmail = Member.ToUpperInvariant(), NormalizedUserName = Member.ToUpperInvariant(), Created = now.UtcDateTime };
        db.AddRange(organisation, account);
        await db.SaveChangesAsync();
        db.Memberships.Add(new Membership { OrganisationId = organisation.Id, AccountId = account.Id, Role = Role.Editor });
        (await db.Sites.SingleAsync()).OrganisationId = organisation.Id;
        await db.SaveChangesAsync();
        await host.Services.GetRequiredService<SiteBook>().PublishAsync(default);
        return new NoticeSite { Mail = mail, Host = host, Caller = new Caller(account.Id, Member, organisation.Id, organisation.Name, Role.Editor, [(organisation.Id, organisation.Name)]) };
    }


    public Task SubscribeAsync(string language, params string[] kinds) =>
        Host.Services.GetRequiredService<Subscriptions>().KeepAsync(Site, Caller, kinds, language, Root, default);

    /// <summary>Adds an outlet, which must succeed.</summary>
    public async Task<(NoticeOutlet Outlet, string Key)> AddAsync(string kind, string address, string language = "fr", string token = "", string chat = "")
    {
        var (made, key, field, problem) = await Host.Services.GetRequiredService<OutletBook>().AddAsync(
            Site, Caller, new OutletRequest(kind, "Rédaction", address, token, chat, NoticeKind.All, language, Root), default);
        return (made.ShouldNotBeNull(field + problem), key);
    }

    public Task RoundAsync() => Host.Services.GetRequiredService<NoticeRounds>().RunOnceAsync(default);

    /// <summary>A minute of the server's life, with its round.</summary>
    public async Task MinuteAsync()
    {
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await RoundAsync();
    }

    /// <summary>Events of a day, as counts an hour of visits and of WhatsApp previews.</summary>
    public async Task AppendAsync(DateOnly day, Func<int, int> visits, Func<int, int>? previews = null, int hours = 24)
    {
        var events = new List<StoredEvent>();
        for (var hour = 0; hour < hours; hour++)
        {
            var at = day.ToDateTime(new TimeOnly(hour, 10), DateTimeKind.Utc);
            var view = PagesHost.Visit with { Day = day, Hour = (byte)hour, Time = at, Page = Article };
            events.AddRange(Enumerable.Range(0, visits(hour)).Select(i => view with { Visitor = (ulong)((day.DayNumber * 1_000_000L) + (hour * 10_000) + i + 1) }));
            events.AddRange(Enumerable.Range(0, previews?.Invoke(hour) ?? 0).Select(i => view with
            {
                Kind = EventKind.Preview, Verdict = Verdict.Preview, Visitor = 0, Platform = "whatsapp", Time = at.AddSeconds(i), Page = i % 2 == 0 ? Article : $"/archives/{i}",
            }));
        }
        await Host.Store.AppendAsync(new EventBatch($"{day:yyyy-MM-dd}-{++batches}", LiveHost.Host, events.ToArray()), default);
        await Host.Store.DeriveVisitsAsync(LiveHost.Host, DayRange.Of(day), default);
    }

    /// <summary>Somebody's application, WhatsApp where no other is named, fetches the page for a preview, through the door of every live site.</summary>
    public async Task PreviewAsync(string key, string page, int sharer, string agent = "WhatsApp/2.24.20.83 A")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/fetches") { Headers = { Authorization = new("Bearer", key) } };
        request.Content = new StringContent(JsonSerializer.Serialize(new object[]
        {
            new { u = $"https://{LiveHost.Host}{page}", ua = agent, ip = $"203.0.{sharer / 250}.{(sharer % 250) + 1}", status = 200 },
        }), Encoding.UTF8, "application/json");
        using var answer = await Host.Client.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Mail.Dispose();
    }
}
