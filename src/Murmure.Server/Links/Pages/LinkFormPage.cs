using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Murmure.Server.Dashboard;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Links.Pages;

/// <summary>A page about one link. What is another organisation's, or nobody's, is a 404.</summary>
public abstract class LinkFormPage : FormPage
{
    [Parameter] public long Id { get; set; }

    [Inject] private protected IDbContextFactory<MurmureDb> Metadata { get; set; } = null!;

    [Inject] private protected LinkDirectory Directory { get; set; } = null!;

    [Inject] private protected SiteDirectory Sites { get; set; } = null!;

    [Inject] private protected LinkMaking Making { get; set; } = null!;

    /// <summary>The link as it is kept; null when there is none.</summary>
    protected Link? Kept { get; private set; }

    protected LinkHost Domain => Directory.HostOf(Kept!);

    private protected Maker Who => Maker.Of(Caller);

    /// <summary>The clock on which the link's days are written: that of the site in whose reports it counts.</summary>
    protected TimeZoneInfo Zone => Sites.Find(Domain.Site)?.Zone ?? TimeZoneInfo.Utc;

    /// <summary>The address of one of the link's pages.</summary>
    protected string Here(string page = "") => PathOf(Id, page);

    public static string PathOf(long id, string page = "") => string.Create(CultureInfo.InvariantCulture, $"/app/links/{id}{page}");

    protected override async Task OnInitializedAsync()
    {
        await using var db = await Metadata.CreateDbContextAsync(Cancellation);
        Kept = await LinkBook.Of(db, Caller.OrganisationId).AsNoTracking().SingleOrDefaultAsync(link => link.Id == Id, Cancellation);
        if (Kept is null)
            DashboardFeature.AnswerNotFound(Http);
    }

    /// <summary>Changes the link, or says in the form what is wrong. True when it was changed.</summary>
    private protected async Task<bool> ChangeAsync(LinkRequest asked, IReadOnlySet<string> sent)
    {
        var changed = await Making.ChangeAsync(Id, asked, sent, Who, Cancellation);
        if (changed.Problem is { } problem)
            Refuse(problem.Field, LinkTexts.KeyOf(problem, Texts));
        else
            Kept = changed.Link;
        return changed is { Problem: null, Link: not null };
    }

    private protected Task<bool> ChangeAsync(LinkRequest asked, string sent) => ChangeAsync(asked, new HashSet<string>(StringComparer.Ordinal) { sent });
}
