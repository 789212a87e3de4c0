using System.Text.RegularExpressions;

namespace Murmure.Connectors.Email;

/// <summary>
/// A service that an organisation sends its newsletters by, asked for the totals of campaigns that posts name. PRIVACY: nothing else is asked for: no
/// recipients, no lists, and no opens, which mail programs fetch by themselves and which therefore say nothing.
/// </summary>
public abstract class EmailConnector(ForeignClient client, TimeProvider clock) : IConnector, IObservationPoller
{
    /// <summary>More are asked in the next rounds.</summary>
    private const int MostAtOnce = 50;

    public abstract string Kind { get; }

    public abstract IReadOnlyList<ConnectorField> Fields { get; }

    /// <summary>Totals of a newsletter grow for days; services want few questions.</summary>
    public TimeSpan Pause => TimeSpan.FromMinutes(15);

    /// <summary>What a campaign's name looks like: it becomes part of an address.</summary>
    protected abstract Regex Campaign { get; }

    public async Task<IReadOnlyList<ConnectorFinding>> ConnectAsync(ConnectorSettings settings, Uri webhook, CancellationToken cancellation)
    {
        using var request = AccountRequest(settings);
        var answer = await client.SendAsync(request, cancellation);
        return [new ConnectorFinding("key", answer.IsGood ? null : answer.Problem)];
    }

    /// <summary>These services are asked; nothing that they could send is wanted.</summary>
    public WebhookResult Receive(ForeignRequest request, ConnectorSettings settings, DateTimeOffset now) => new WebhookResult.Refused(RefusalReason.Method);

    public async Task<PollResult> PollAsync(PollRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var observations = new List<Observation>();
        ConnectorProblem? problem = null;
        // Where the last round had to stop, this one goes on: the newest would otherwise keep the others waiting for ever.
        var start = Math.Max(0, request.Messages.ToList().IndexOf(request.Cursor));
        for (var i = start; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            if (i - start == MostAtOnce)
                return new PollResult(observations, message, problem);
            var (totals, wrong, after) = await AskAsync(request.Settings, message, cancellation);
            if (totals is not null)
                observations.AddRange(totals.Observe(message, clock.GetUtcNow()));
            problem = wrong ?? problem;
            // A campaign that is gone, or was never one, is no reason to leave the others.
            if (wrong is { Reason: ProblemReason.Credentials or ProblemReason.Rights or ProblemReason.Limit or ProblemReason.Unreachable or ProblemReason.Fault })
            {
                // One that fails whenever it is asked for would keep those behind it waiting for ever.
                var next = wrong.Reason is ProblemReason.Fault or ProblemReason.Unreachable ? request.Messages.ElementAtOrDefault(i + 1) ?? "" : message;
                return new PollResult(observations, next, wrong, after);
            }
        }
        return new PollResult(observations, "", problem);
    }

    /// <summary>A question that only the right key is answered.</summary>
    protected abstract HttpRequestMessage AccountRequest(ConnectorSettings settings);

    protected abstract HttpRequestMessage TotalsRequest(ConnectorSettings settings, string campaign);

    /// <summary>Null where the answer is not in the documented form.</summary>
    internal abstract EmailTotals? Read(ForeignAnswer answer);

    private async Task<(EmailTotals? Totals, ConnectorProblem? Problem, TimeSpan? After)> AskAsync(ConnectorSettings settings, string campaign, CancellationToken cancellation)
    {
        if (!Campaign.IsMatch(campaign))
            return (null, new ConnectorProblem(ProblemReason.Missing), null);
        using var request = TotalsRequest(settings, campaign);
        var answer = await client.SendAsync(request, cancellation);
        if (!answer.IsGood)
            return (null, answer.Problem, answer.After);
        return Read(answer) is { } totals ? (totals, null, null) : (null, new ConnectorProblem(ProblemReason.Malformed), null);
    }
}
