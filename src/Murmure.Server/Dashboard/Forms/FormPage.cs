using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Server.Accounts;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Sites;

namespace Murmure.Server.Dashboard.Forms;

/// <summary>What every page with a form has at hand. A form is sent to its own page, which either goes elsewhere or says what is wrong.</summary>
public abstract class FormPage : ComponentBase
{
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    [CascadingParameter] public required HttpContext Http { get; set; }

    [CascadingParameter] public required Texts Texts { get; set; }

    [Inject] public required NavigationManager Navigation { get; set; }

    /// <summary>The member on a page that asks for one.</summary>
    protected Caller Caller => Caller.Of(Http) ?? throw new InvalidOperationException("This page is for members.");

    protected CancellationToken Cancellation => Http.RequestAborted;

    protected bool Sent => HttpMethods.IsPost(Http.Request.Method);

    protected bool Wrong => problems.Count > 0;

    /// <summary>What is wrong with a field; empty stands for the form as a whole.</summary>
    protected string? Problem(string field) => problems.GetValueOrDefault(field);

    /// <summary>Says of a field what is wrong, by the text's key; of several things the first.</summary>
    protected void Refuse(string field, string key) => problems.TryAdd(field, Texts[key]);

    /// <summary>An address of ours with the chosen language kept.</summary>
    protected string Link(string path)
    {
        var suffix = DashboardFeature.LanguageSuffix(Http.Request);
        return suffix.Length > 0 && path.Contains('?', StringComparison.Ordinal) ? path + "&" + suffix[1..] : path + suffix;
    }

    protected void Go(string path) => Navigation.NavigateTo(Link(path));

    /// <summary>The root that the browser sees, for links that are copied or sent.</summary>
    protected string Root => $"{Http.Request.Scheme}://{Http.Request.Host}";

    /// <summary>A moment on the reader's clocks.</summary>
    protected string When(DateTime utc) => Texts.Moment(utc, Clocks);

    protected TimeZoneInfo Clocks => Http.RequestServices.GetRequiredService<SiteAccess>().ZoneOf(Http);
}
