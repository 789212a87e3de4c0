using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Murmure.Server.Accounts.Admin;
using Murmure.Server.Accounts.Keys;
using Murmure.Server.Dashboard;
using Murmure.Server.Hosting;
using Murmure.Server.Sites;
using Murmure.Storage;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>Who may come in: accounts, sessions, invitations, keys for programs, and the log of what members change.</summary>
public static class AccountsFeature
{
    /// <summary>The folder of the keys that seal cookies and secrets, below the data folder.</summary>
    public const string KeysFolder = "keys-app";

    /// <summary>Opens the metadata in the data folder, bringing it to this version, and adds accounts over it.</summary>
    /// <exception cref="Murmure.Storage.Events.NewerStoreException">A later Murmure wrote the metadata.</exception>
    public static void AddAccounts(IHostApplicationBuilder builder, ServeOptions options)
    {
        AddMetadata(builder.Services, options.DataFolder);
        AddWorkspace(builder.Services);
        builder.Services.AddSingleton(options);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<SetUp>();
        builder.Services.AddScoped<Passkeys>();
        builder.Services.AddSingleton(services => new Outbox(options.Mail, services.GetRequiredService<ILogger<Outbox>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Outbox>());
        builder.Services.AddHostedService<AccountsStart>();
        AddCookies(builder.Services);
        builder.Services.AddAuthorization(Access.Add);
        builder.Services.AddScoped<IAuthorizationHandler, RoleHandler>();
        SignInLimit.Add(builder.Services);
        KeptAnswers.Add(builder.Services);
        // Keys at rest are protected by the folder's permissions alone, as the databases beside them are; the library warns of it at every start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    /// <summary>Asks on every request who is there, and maps what is no page. To be called before pages and routes are mapped.</summary>
    public static void MapAccounts(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        SignInLimit.Use(app);
        KeptAnswers.Use(app);
        app.MapGet("/app/" + PageFiles.Passkey.Name, (HttpContext http) => DashboardFeature.Send(http, PageFiles.Passkey));
        AdminEndpoints.Map(app);
        app.MapGet("/app/audit.csv", AuditFile.AnswerAsync).RequireAuthorization(Access.Owner).ExcludeFromDescription();
        app.MapPost("/app/sign-out", SignInEndpoints.SignOutAsync).AllowAnonymous();
        app.MapPost("/app/organisation", SignInEndpoints.ChooseAsync).RequireAuthorization(Access.Member);
        app.MapPost("/app/sign-in/passkey", SignInEndpoints.PasskeyRequestAsync).AllowAnonymous().RequireRateLimiting(SignInLimit.Policy);
        app.MapPost("/app/account/passkey", SignInEndpoints.PasskeyCreationAsync).RequireAuthorization(Access.SignedIn);
    }

    /// <summary>A fresh set-up link's address, in place of earlier ones; null once there is an account.</summary>
    public static async Task<string?> SetUpAddressAsync(WebApplication app, string root, CancellationToken cancellation)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SetUp>().LinkAsync(cancellation) is { } secret ? $"{root}/app/set-up?token={secret}" : null;
    }

    /// <summary>The metadata of a data folder and the keys that go with it.</summary>
    internal static void AddMetadata(IServiceCollection services, string folder)
    {
        var setting = MetadataFile.Prepare(folder);
        services.AddDbContextFactory<MurmureDb>(context => MetadataFile.Use(context, setting));
        var keys = Path.Combine(folder, KeysFolder);
        PrivateFolder.Make(keys);
        services.AddDataProtection().SetApplicationName("murmure").PersistKeysToFileSystem(new DirectoryInfo(keys));
    }

    /// <summary>What verbs need on a stopped server's folder, and the server as well.</summary>
    internal static void AddWorkspace(IServiceCollection services)
    {
        services.AddSingleton<AccountState>();
        services.AddSingleton<Writers>();
        services.AddSingleton<KeyDirectory>();
        services.AddScoped<OneTimeLinks>();
        services.AddScoped<AuditLog>();
        services.AddScoped<Members>();
        services.AddScoped<Passwords>();
        services.AddScoped<KeyBook>();
        services.AddScoped<SiteChanges>();
        services.AddScoped<Organisations>();
        services.AddScoped<WorkspaceUsers>();
        services.AddScoped<Workspace>();
        AddIdentity(services);
    }

    private static void AddIdentity(IServiceCollection services)
    {
        // OWASP's figure for PBKDF2 with HMAC-SHA512; Identity's default is 100,000.
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000);
        services.AddIdentityCore<Account>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = ""; // an address is its own name, and addresses have more characters than Identity's list
                identity.Password.RequiredLength = PasswordRule.Shortest;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                identity.Lockout.AllowedForNewUsers = true;
            })
            .AddUserStore<AccountStore>()
            .AddPasswordValidator<PasswordRule>()
            .AddDefaultTokenProviders()
            .AddSignInManager();
    }

    private static void AddCookies(IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeys>(ApiKeys.Scheme, null)
            .AddIdentityCookies();
        services.AddSingleton<SessionStore>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SessionStore>((cookie, sessions) =>
        {
            cookie.SessionStore = sessions;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = SignInEndpoints.AskToSignInAsync;
            cookie.Events.OnRedirectToAccessDenied = SignInEndpoints.RefuseAsync;
        });
        Name(services, IdentityConstants.ApplicationScheme, "murmure");
        Name(services, IdentityConstants.TwoFactorUserIdScheme, "murmure-step");
        Name(services, IdentityConstants.TwoFactorRememberMeScheme, "murmure-device");
    }

    private static void Name(IServiceCollection services, string scheme, string name) => services.Configure<CookieAuthenticationOptions>(scheme, cookie =>
    {
        cookie.Cookie.Name = name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.Path = "/";
        cookie.CookieManager = new SchemeCookies();
    });
}
