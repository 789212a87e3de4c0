using Murmure.Attribution.Suspicions;

namespace Murmure.Server.Ingest;

/// <summary>The steps that take some for machines although their agent is a person's.</summary>
internal sealed partial class IngestPipeline
{
    /// <summary>
    /// Machines whose agent is a person's. A live site's are kept and set apart, so that its owner can look at them and count them after all; a
    /// log that is read once has nobody who could: it is judged by what contradicts itself alone, and counts that as machines. Its addresses may be
    /// those of a cloud that stood in front of the site.
    /// </summary>
    private DropReason? Suspect(ref Passage passage)
    {
        if (passage.Agent.Verdict != Attribution.Verdict.Person)
            return null;
        passage.Suspicion = OfAgent(passage) ?? (live is null ? null : OfHeaders(passage, live) ?? OfNetwork(passage));
        return passage.Suspicion is not null && live is null ? DropReason.Machine : null;
    }

    /// <summary>What is not out yet is known by our own clock alone: a log's may have been years behind.</summary>
    private static Suspicion? OfAgent(scoped in Passage passage) =>
        passage.Agent.Impossible is not null || (passage.Hit.Door == HitDoor.Script && passage.Day < passage.Agent.NotBefore) ? Suspicion.ImpossibleVersion : null;

    /// <summary>Only of a beacon that the browser itself sent: what a server or a log tells of headers is a selection.</summary>
    private Suspicion? OfHeaders(scoped in Passage passage, LiveDoor door)
    {
        if (passage.Hit.Door != HitDoor.Script)
            return null;
        var usual = door.Languages.IsUsual(site.Id, passage.Hit.Headers.Language is not null);
        return HeaderRules.Contradiction(passage.Agent, passage.Hit.Headers, usual) is null ? null : Suspicion.ContradictingHeaders;
    }

    /// <summary>
    /// Who reads in an app's own browser is taken at the app's word: on a rented server there is none. A proxy's address says nothing of who is
    /// behind it: a publisher's own on a rented server, forgotten among the trusted ones, would otherwise hide every reader.
    /// </summary>
    private static Suspicion? OfNetwork(scoped in Passage passage) =>
        passage.Agent.App is null && !passage.Hit.Relayed && ClientAddress.TryRead(passage.Hit.Address, out var address) && HostingNetworks.Shipped.Has(address) ? Suspicion.HostingNetwork : null;

    /// <summary>By the pseudonym, and with what this process remembers of the last minutes: the address is gone by now.</summary>
    private DropReason? Burst(ref Passage passage)
    {
        if (live is not null && passage.Hit.Door == HitDoor.Script && live.Bursts.Take(site.Id, passage.Visitor, passage.Hit.Kind, passage.Time))
            passage.Suspicion ??= Suspicion.Burst;
        return null;
    }
}
