using Murmure.Storage.Metadata;

namespace Murmure.Server.Accounts;

/// <summary>What was done, as the log's slugs.</summary>
public static class AuditAction
{
    public const string SetUp = "set-up";
    public const string AccountAdded = "account-added";
    public const string PasswordChanged = "password-changed";
    public const string ResetAsked = "reset-asked";
    public const string SecondFactorOn = "second-factor-on";
    public const string SecondFactorOff = "second-factor-off";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
    public const string SessionsEnded = "sessions-ended";
    public const string Invited = "member-invited";
    public const string InvitationRevoked = "invitation-revoked";
    public const string Joined = "member-joined";
    public const string RoleChanged = "role-changed";
    public const string MemberRemoved = "member-removed";
    public const string SiteAdded = "site-added";
    public const string SiteChanged = "site-changed";
    public const string CountedAsPeople = "counted-as-people";
    public const string CountedAsMachines = "counted-as-machines";
    public const string KeyAdded = "key-added";
    public const string KeyRevoked = "key-revoked";
    public const string LinkAdded = "link-added";
    public const string LinkChanged = "link-changed";
    public const string LinkRemoved = "link-removed";
    public const string LinkDomainAdded = "link-domain-added";
    public const string LinkDomainChanged = "link-domain-changed";
    public const string UtmTemplateKept = "utm-template-kept";
    public const string UtmTemplateRemoved = "utm-template-removed";
    public const string QrLogoKept = "qr-logo-kept";
    public const string QrLogoRemoved = "qr-logo-removed";
    public const string LinksImported = "links-imported";
    public const string LinkDisabled = "link-disabled";
    public const string LinkEnabled = "link-enabled";
    public const string WebhookAdded = "webhook-added";
    public const string WebhookRemoved = "webhook-removed";
    public const string FeedAdded = "feed-added";
    public const string FeedRemoved = "feed-removed";
    public const string CalendarConfirmed = "calendar-confirmed";
    public const string CalendarWithdrawn = "calendar-withdrawn";
    public const string PrivateLinkMade = "private-link-made";
    public const string PrivateLinkRevoked = "private-link-revoked";
    public const string SurveyChanged = "survey-changed";
    public const string OutletAdded = "outlet-added";
    public const string OutletChanged = "outlet-changed";
    public const string OutletRemoved = "outlet-removed";
    public const string ConnectionAdded = "connection-added";
    public const string ConnectionChanged = "connection-changed";
    public const string ConnectionRemoved = "connection-removed";
    public const string RoomsChosen = "rooms-chosen";
    public const string CampaignAdded = "campaign-added";
    public const string CampaignChanged = "campaign-changed";
    public const string CampaignRemoved = "campaign-removed";
    public const string RecipientsListed = "recipients-listed";
    public const string SendStarted = "send-started";
    public const string SendRepeated = "send-repeated";
    public const string SendLeft = "send-left";
    public const string SendCancelled = "send-cancelled";
    public const string FunnelAdded = "funnel-added";
    public const string FunnelChanged = "funnel-changed";
    public const string FunnelRemoved = "funnel-removed";
    public const string NoteAdded = "note-added";
    public const string NoteRemoved = "note-removed";
    public const string ViewKept = "view-kept";
    public const string ViewRemoved = "view-removed";
    public const string HistoryImported = "history-imported";
    public const string HistoryRemoved = "history-removed";
    public const string EventsErased = "events-erased";
    public const string SiteDeleted = "site-deleted";

    public static IReadOnlyList<string> All { get; } =
    [
        SetUp, AccountAdded, PasswordChanged, ResetAsked, SecondFactorOn, SecondFactorOff, PasskeyAdded, PasskeyRemoved, SessionsEnded, Invited,
        InvitationRevoked, Joined, RoleChanged, MemberRemoved, SiteAdded, SiteChanged, CountedAsPeople, CountedAsMachines, EventsErased, SiteDeleted, KeyAdded, KeyRevoked,
        LinkAdded, LinkChanged, LinkRemoved, LinksImported, LinkDisabled, LinkEnabled, LinkDomainAdded, LinkDomainChanged, UtmTemplateKept, UtmTemplateRemoved, QrLogoKept, QrLogoRemoved,
        WebhookAdded, WebhookRemoved, FeedAdded, FeedRemoved, CalendarConfirmed, CalendarWithdrawn, SurveyChanged, PrivateLinkMade,
        PrivateLinkRevoked, OutletAdded, OutletChanged, OutletRemoved, ConnectionAdded, ConnectionChanged, ConnectionRemoved, RoomsChosen, CampaignAdded,
        CampaignChanged, CampaignRemoved, RecipientsListed, SendStarted, SendRepeated, SendLeft, SendCancelled, HistoryImported,
        HistoryRemoved, FunnelAdded, FunnelChanged, FunnelRemoved, NoteAdded, NoteRemoved, ViewKept, ViewRemoved,
    ];
}

/// <summary>Writes down who changed what, in the same transaction as the change.</summary>
public sealed class AuditLog(MurmureDb db, TimeProvider clock)
{
    /// <summary>Who it was when it was the verb on the server's own machine.</summary>
    public const string CommandLine = "murmure";

    /// <summary>Who it was when it was the server's own nightly check of links.</summary>
    public const string Nightly = "murmure-nightly";

    /// <summary>By a member.</summary>
    public void Add(Caller caller, string action, string subject) => Add(caller.OrganisationId, caller.AccountId, caller.Email, action, subject);

    /// <summary>By an account in no organisation yet, or by the command line (no account).</summary>
    public void Add(long? organisation, long? account, string who, string action, string subject) => db.Audit.Add(new AuditEntry
    {
        OrganisationId = organisation, AccountId = account, Who = who, Action = action, Subject = subject, Time = clock.GetUtcNow().UtcDateTime,
    });
}
