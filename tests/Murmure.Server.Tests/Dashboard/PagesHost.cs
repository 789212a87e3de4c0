using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Attribution;
using Murmure.Server.Accounts;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Hosting;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>The whole server on a free port over a temporary store, and a browser's habits: cookies, no following of redirects.</summary>
internal sealed partial class PagesHost : IAsyncDisposable
{
    public const string Owner = "owner@courrier.example";
    public const string Password = "quite a long sentence";

    private readonly DataFolder data;
    private readonly bool keepFolder;

    private PagesHost(WebApplication app, DataFolder data, bool keepFolder)
    {
        App = app;
        this.data = data;
        this.keepFolder = keepFolder;
        Address = new Uri(MurmureServer.AddressOf(app));
        Client = Browser();
    }

    /// <summary>The browser of the host's owner, or of nobody.</summary>
    public HttpClient Client { get; }

    public IEventStore Store => data.Store;

    public Uri Address { get; }

    public string Folder => data.Path;

    public IServiceProvider Services => App.Services;

    public WebApplication App { get; }

    /// <summary>Starts the server, set up by its owner, who is signed in; each site named has one visit from WhatsApp.</summary>
    public static Task<PagesHost> StartAsync(params string[] sites) => StartAsync(options => options, sites);

    /// <summary>The same, of a server that is set otherwise.</summary>
    public static async Task<PagesHost> StartAsync(Func<ServeOptions, ServeOptions> with, params string[] sites)
    {
        var host = await StartBareAsync(simulated: false, with, sites);
        await host.AddAsync(Owner, "owner");
        await SignInAsync(host.Client, Owner);
        return host;
    }

    /// <summary>Starts the server at that time, set up by its owner, who is signed in, with a site that has these events.</summary>
    public static async Task<PagesHost> StartAtAsync(TimeProvider clock, string site, IReadOnlyList<StoredEvent> events, Func<ServeOptions, ServeOptions>? with = null)
    {
        var options = (with ?? (o => o))(new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-host-").FullName, false));
        var opened = await OpenAsync(options);
        await opened.Store.PutSiteAsync(new SiteSettings(site, "Europe/Paris", "fr", false, DateTime.UnixEpoch), default);
        await opened.Store.AppendAsync(new EventBatch("seed-" + site, site, events.ToArray()), default);
        await opened.Store.DeriveVisitsAsync(site, DayRange.All, default);
        var host = await StartAsync(options, opened, keepFolder: false, clock);
        await host.AddAsync(Owner, "owner");
        await SignInAsync(host.Client, Owner);
        return host;
    }

    /// <summary>Starts the server before anybody set it up.</summary>
    public static Task<PagesHost> StartBareAsync(bool simulated, params string[] sites) => StartBareAsync(simulated, options => options, sites);

    private static async Task<PagesHost> StartBareAsync(bool simulated, Func<ServeOptions, ServeOptions> with, string[] sites)
    {
        var options = with(new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-host-").FullName, false));
        var opened = await OpenAsync(options);
        var store = opened.Store;
        foreach (var site in sites)
        {
            await store.PutSiteAsync(new SiteSettings(site, "Europe/Paris", "fr", simulated, DateTime.UnixEpoch), default);
            await store.AppendAsync(new EventBatch("seed-" + site, site, new[] { Visit }), default);
            await store.DeriveVisitsAsync(site, DayRange.All, default);
        }

        return await StartAsync(options, opened, keepFolder: false);
    }

    /// <summary>Starts the server as <c>./start</c> does: with the demonstration, before anybody set it up.</summary>
    public static async Task<PagesHost> StartDemonstrationAsync()
    {
        var options = new ServeOptions(0, Directory.CreateTempSubdirectory("murmure-host-").FullName, false);
        var opened = await OpenAsync(options);
        await Demonstration.SeedAsync(opened.Store, new Classifier(Catalogue.Load()), TimeProvider.System, default);
        return await StartAsync(options, opened, keepFolder: false);
    }

    /// <summary>The address of the set-up page, as the verb prints it.</summary>
    public async Task<Uri> SetUpAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        return new Uri(Address, "/app/set-up?token=" + await scope.ServiceProvider.GetRequiredService<SetUp>().LinkAsync(default));
    }

    /// <summary>Starts the server on a folder that stays when it stops.</summary>
    public static async Task<PagesHost> StartOnAsync(DirectoryInfo folder, Func<ServeOptions, ServeOptions>? with = null)
    {
        var options = (with ?? (o => o))(new ServeOptions(0, folder.FullName, false));
        return await StartAsync(options, await OpenAsync(options), keepFolder: true);
    }

    /// <summary>Another browser, with cookies of its own.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        return client;
    }

    /// <summary>Makes an account with the password above, as the verb does.</summary>
    public async Task AddAsync(string email, string role, string? organisation = null)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var answer = await scope.ServiceProvider.GetRequiredService<Workspace>().AddUserAsync(new AddUserRequest(email, role, Password, organisation), null, default);
        answer.Done.ShouldBeTrue(answer.Line);
    }

    /// <summary>A browser in which that account, made here, is signed in.</summary>
    public async Task<HttpClient> JoinAsync(string email, string role, string? organisation = null)
    {
        await AddAsync(email, role, organisation);
        var client = Browser();
        await SignInAsync(client, email);
        return client;
    }

    public static async Task SignInAsync(HttpClient client, string email, string password = Password)
    {
        using var answer = await SendAsync(client, "/app/sign-in", "password", ("email", email), ("password", password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A key with that scope, of the organisation of whoever sits at the browser: the owner where nobody is named.</summary>
    public async Task<string> KeyAsync(string scope, HttpClient? browser = null)
    {
        using var made = await SendAsync(browser ?? Client, "/app/keys", "make", ("name", "for " + scope), ("scope", scope), ("days", "30"));
        return Key().Match(await made.Content.ReadAsStringAsync()).Groups["key"].Value;
    }

    /// <summary>Where an answer leads, without the host.</summary>
    public static Uri Target(HttpResponseMessage answer) => new(new Uri("http://here"), answer.Headers.Location.ShouldNotBeNull());

    /// <summary>Fills in a form of a page, as that page has it now, and sends it.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string page, string form, params (string Name, string Value)[] fields)
    {
        var html = await client.GetStringAsync(page);
        var shown = Form().Matches(html).Select(match => match.Value).FirstOrDefault(f => f.Contains($"value=\"{form}\"", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{page} has no form {form}.");
        List<KeyValuePair<string, string>> sent =
        [
            new("_handler", form), new("__RequestVerificationToken", Token().Match(shown).Groups["token"].Value),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ];
        return await client.PostAsync(page, new FormUrlEncodedContent(sent));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        await data.DisposeAsync();
        if (keepFolder)
            return;
        using (var connection = new SqliteConnection("Data Source=" + Path.Combine(Folder, "metadata.sqlite")))
            SqliteConnection.ClearPool(connection);
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<DataFolder> OpenAsync(ServeOptions options)
    {
        var (opened, problem) = await DataFolder.OpenAsync(options, TimeProvider.System, default);
        return opened.ShouldNotBeNull(problem);
    }

    private static async Task<PagesHost> StartAsync(ServeOptions options, DataFolder data, bool keepFolder, TimeProvider? clock = null)
    {
        var app = MurmureServer.Build(options, data, new Classifier(Catalogue.Load()), clock ?? TimeProvider.System);
        await app.StartAsync();
        return new PagesHost(app, data, keepFolder);
    }

    /// <summary>What each site has at the start.</summary>
    public static StoredEvent Visit => new()
    {
        Time = new DateTime(2026, 11, 2, 8, 30, 0, DateTimeKind.Utc), Day = new DateOnly(2026, 11, 2), Hour = 9, Kind = EventKind.Pageview,
        Verdict = Verdict.Person, Visitor = 7, Page = "/culture/un-concert-au-port-123", Family = Family.Messaging, Channel = "whatsapp",
        Source = "WhatsApp", Private = true, Grade = Grade.Observed, Sender = Sender.Readers, Rule = "app.mark", Clue = "whatsapp",
    };

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("value=\"(?<key>mur_[A-Za-z0-9_-]{43})\"", RegexOptions.None, 1000)]
    private static partial Regex Key();
}
