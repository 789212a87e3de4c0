using System.Globalization;
using Murmure.Connectors;
using Murmure.Connectors.WhatsApp;
using Murmure.Server.Connections;

namespace Murmure.Server.Campaigns.Sends;

/// <summary>
/// Sends a list on, as far as limits let it. Each wave is marked on disk before the service is asked and after it answered: after a crash nobody gets a
/// message twice, and those of the wave that was under way are unsure. PRIVACY: refusals are asked for before every single message.
/// </summary>
internal sealed class Sending(Refusals refusals, ObservationIntake intake, SendLimits limits, ConnectionHealth health, TimeProvider clock)
{
    /// <summary>At 200 ms an answer, sixteen at once are 80 a second; no more than these are unsure after a crash.</summary>
    private const int MostAtOnce = 16;

    /// <summary>Then it is not the recipients: somebody looks before the rest becomes unsure too.</summary>
    private const int MostUnsure = 3;

    /// <summary>Refused for the same reason, and nobody taken: then it is the message or the list, whatever the code says of recipients.</summary>
    private const int MostAlike = 10;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>Sends what may go out at this moment: at most a second's worth.</summary>
    /// <returns>Why nobody of the list can be sent to; null where it can go on.</returns>
    public async Task<ConnectorProblem?> RunAsync(RecipientList list, SendPlan plan, CancellationToken stop)
    {
        // What a fault left between two marks: nobody is asking for these now.
        list.Mark(list.Those(RecipientState.HandedOver), RecipientState.Unsure);
        var rate = WhatsAppConnector.RateOf(plan.Settings);
        // Only what opens a conversation counts among the people of a day; an answer inside the window does not.
        var tier = plan.Message.Detail("form") is "" or "template" ? WhatsAppConnector.TierOf(plan.Settings) : null;
        var due = list.Those(RecipientState.Waiting, rate);
        var now = limits.Take(plan.Connection.Id, rate, due.Count);
        var allowed = limits.TakeDay(plan.Connection.Id, tier, now);
        if (allowed == 0 && now > 0)
            list.RestsUntil = limits.FreeAgain(plan.Connection.Id);
        var (handed, size, problem) = (0, 1, (ConnectorProblem?)null);
        try
        {
            for (var at = 0; at < allowed && problem is null && list.RestsUntil <= clock.GetUtcNow() && !stop.IsCancellationRequested;)
            {
                var wave = due.Skip(at).Take(Math.Min(size, allowed - at)).ToList();
                at += wave.Count;
                // Counted as written to until it is known that they were not.
                handed += wave.Count;
                (var sent, problem) = await SendAsync(list, plan, wave);
                handed -= wave.Count - sent;
                // What goes well goes on faster, and what does not goes one by one: an outage makes few unsure.
                size = list.Troubles > 0 || IsAlike(list, 1) ? 1 : Math.Min(size * 2, MostAtOnce);
            }
        }
        finally
        {
            if (tier is not null)
                limits.GiveBackDay(plan.Connection.Id, allowed - handed);
        }
        return problem;
    }

    /// <summary>One wave, to its end: neither a closing server nor anything else breaks off between two marks.</summary>
    private async Task<(int Handed, ConnectorProblem? Problem)> SendAsync(RecipientList list, SendPlan plan, List<int> wave)
    {
        var (go, refuse, unreadable) = (new List<(int Index, Person Person)>(), new List<int>(), new List<int>());
        foreach (var index in wave)
        {
            if (list.PersonAt(index) is not { } person)
                unreadable.Add(index);
            else if (await RefusesAsync(plan, person))
                refuse.Add(index);
            else if (limits.TakePair(plan.Connection.Id, person))
                go.Add((index, person));
        }
        list.Mark(unreadable, RecipientState.Failed);
        list.Mark(refuse, RecipientState.Refuses);
        list.Mark([.. go.Select(one => one.Index)], RecipientState.HandedOver);
        var results = await Task.WhenAll(go.Select(one => PublishAsync(plan, one.Index, one.Person)));
        var outcome = new Outcome(list, plan, clock.GetUtcNow());
        for (var i = 0; i < results.Length; i++)
            outcome.Take(go[i].Index, go[i].Person, results[i]);
        await KeepAsync(list, plan, outcome);
        if (results.Length > 0)
            health.Asked(plan.Connection.Id, outcome.Last, outcome.After);
        return (results.Length, outcome.Halts);
    }

    /// <summary>Never an exception: the others of the wave have their answers.</summary>
    private async Task<PublishResult> PublishAsync(SendPlan plan, int index, Person person)
    {
        PublishResult? result = null;
        try
        {
            result = await plan.Publisher.PublishAsync(plan.Message with { Id = IdOf(plan, index), Recipient = person }, plan.Settings, CancellationToken.None);
            // As soon as it has a name: what is told of it may come before the rest of its wave is answered.
            if (result is PublishResult.Published published)
                await intake.RememberAsync(plan.Connection, published.Message, plan.Post, CancellationToken.None);
        }
        // Whatever it is: the service may have been asked. What could not be remembered is tried again with the whole wave.
        catch (Exception fault)
        {
            var problem = health.LogFault(plan.Connection.Id, fault);
            return result ?? new PublishResult.Unsure(problem);
        }
        return result;
    }

    /// <summary>That the messages are out. How far each recipient is comes first: what is told of a message before it is known finds its post later, and a second message cannot be taken back.</summary>
    private async Task KeepAsync(RecipientList list, SendPlan plan, Outcome outcome)
    {
        foreach (var (state, indexes) in outcome.Marks)
            list.Mark(indexes, state);
        // What failed has no name at the service, and is counted by one of ours. All at once: a wave shares one transaction.
        await Task.WhenAll(outcome.Messages.Select(message => intake.RememberAsync(plan.Connection, message, plan.Post, CancellationToken.None)));
        if (outcome.Observations.Count > 0)
            await intake.TakeOwnAsync(plan.Connection, outcome.Observations, CancellationToken.None);
    }

    private async Task<bool> RefusesAsync(SendPlan plan, Person person)
    {
        foreach (var form in FormsOf(person))
        {
            if (await refusals.HasAsync(plan.Site, form, CancellationToken.None))
                return true;
        }
        return false;
    }

    /// <summary>A person by each of the ways in which the same number is written.</summary>
    internal static IEnumerable<Person> FormsOf(Person person) => WhatsAppAddress.Forms(person.Reveal()).Select(form => new Person(form));

    /// <summary>Whether so many in a row were refused for the same reason, and nobody was taken.</summary>
    private static bool IsAlike(RecipientList list, int most) => list.Alike.Times >= most && list.Tally().Sent == 0;

    /// <summary>By its place in the list, which without the list says nothing of anybody.</summary>
    private static string IdOf(SendPlan plan, int index) => string.Create(CultureInfo.InvariantCulture, $"{plan.Post}.{index}");

    /// <summary>What a wave's answers come to.</summary>
    private sealed class Outcome(RecipientList list, SendPlan plan, DateTimeOffset now)
    {
        public List<string> Messages { get; } = [];

        public List<Observation> Observations { get; } = [];

        public Dictionary<RecipientState, List<int>> Marks { get; } = [];

        /// <summary>What went wrong last; null where all went well.</summary>
        public ConnectorProblem? Last { get; private set; }

        public TimeSpan? After { get; private set; }

        public ConnectorProblem? Halts { get; private set; }

        public void Take(int index, Person person, PublishResult result)
        {
            switch (result)
            {
                case PublishResult.Published published:
                    (list.Troubles, list.Alike) = (0, default);
                    Messages.Add(published.Message);
                    Observations.Add(new Observation(ObservationKind.Sent, now) { Message = published.Message, Once = WhatsAppConnector.OnceOf(published.Message, "sent") });
                    Mark(RecipientState.Sent, index);
                    break;
                case PublishResult.Later later:
                    Mark(RecipientState.Waiting, index);
                    Rest(later.Problem, later.After);
                    break;
                case PublishResult.Refused refused when !WhatsAppConnector.IsOfEverybody(refused.Problem):
                    Fail(index, person, refused.Problem);
                    break;
                case PublishResult.Refused refused:
                    // It is true of everybody: nobody is used up by it.
                    Mark(RecipientState.Waiting, index);
                    Halts = Last = refused.Problem;
                    break;
                case PublishResult.Unsure unsure:
                    Mark(RecipientState.Unsure, index);
                    Rest(unsure.Problem, null);
                    Halts ??= list.Troubles >= MostUnsure ? unsure.Problem : null;
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        private void Fail(int index, Person person, ConnectorProblem problem)
        {
            Mark(RecipientState.Failed, index);
            list.Alike = (problem.Code, list.Alike.Code == problem.Code ? list.Alike.Times + 1 : 1);
            if (IsAlike(list, MostAlike))
                Halts = Last = problem;
            var name = string.Create(CultureInfo.InvariantCulture, $"send {plan.Post}");
            if (!Messages.Contains(name))
                Messages.Add(name);
            var once = string.Create(CultureInfo.InvariantCulture, $"{name} {list.Head.Made.UtcTicks} {index}");
            Observations.Add(new Observation(ObservationKind.Failed, now) { Message = name, Once = once, Detail = problem.Code });
            if (WhatsAppConnector.IsRefusal(problem))
                Observations.Add(new Observation(ObservationKind.Refusal, now) { Message = name, Once = once + " refusal", Person = person });
        }

        private void Rest(ConnectorProblem problem, TimeSpan? after)
        {
            list.Troubles++;
            Last = problem;
            After = after ?? TimeSpan.FromTicks(Math.Min(LongestRest.Ticks, TimeSpan.TicksPerSecond << Math.Min(list.Troubles, 12)));
            list.RestsUntil = now + After.Value > list.RestsUntil ? now + After.Value : list.RestsUntil;
        }

        private void Mark(RecipientState state, int index)
        {
            if (!Marks.TryGetValue(state, out var indexes))
                Marks[state] = indexes = [];
            indexes.Add(index);
        }
    }
}
