using Microsoft.AspNetCore.Components;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Dashboard.Overview;
using Murmure.Server.Reports;
using Murmure.Server.Sites;
using Murmure.Storage.Events;

namespace Murmure.Server.Dashboard.Details;

/// <summary>What the pages of a site's details have in common: whose site it is, and which days. Where the address names none, the last 28.</summary>
public abstract class DetailPage : FormPage
{
    [Parameter] public string Host { get; set; } = "";

    [Inject] public required SiteAccess Sites { get; set; }

    [Inject] public required ReportRunner Reports { get; set; }

    [Inject] public required TimeProvider Clock { get; set; }

    /// <summary>Null where there is nothing to show: no such site, or not for this member.</summary>
    protected SiteRules? Site { get; private set; }

    protected AskedPeriod Asked { get; private set; } = new(null, null, null, false);

    protected DayRange Days { get; private set; } = DayRange.All;

    /// <summary>What the store has of the site; null where nothing.</summary>
    protected SiteSummary? Recorded { get; private set; }

    /// <summary>Where the other details of these days are.</summary>
    protected DetailLinks Links => DetailLinks.Of(Http, Host, Asked);

    protected sealed override async Task OnInitializedAsync()
    {
        if (await DetailDays.ReadAsync(Http, Host, Sites, Reports, Clock, Usually) is { } found)
        {
            (Host, Asked, Days, Recorded) = (found.Site.Host, found.Asked, found.Days, found.Recorded);
            if (await ReadAsync(found.Site, Days))
                Site = found.Site;
        }

        if (Site is null)
            DashboardFeature.AnswerNotFound(Http);
    }

    /// <summary>The days where the address names none.</summary>
    protected virtual AskedPeriod Usually(DateOnly today) => AskedPeriod.Read("28d", null, null, today);

    /// <summary>Reads what the page shows; false where its address names nothing.</summary>
    protected abstract Task<bool> ReadAsync(SiteRules site, DayRange days);
}
