
namespace Murmure.Attribution.Rules;

/// <summary>Makes origins; the one place that says who sends what in which channel.</summary>
internal static class Origins
{
    public const string ShareTag = "share.tag";

    public static readonly Origin Direct = None("none", null);

    public static readonly Origin Internal = new(Family.Internal, "internal", null, false, Grade.Observed, Sender.Unknown, new Evidence("referrer.internal", null));

    public static Origin None(string rule, string? clue) =>
        new(Family.Direct, "direct", null, false, Grade.Unknown, Sender.Unknown, new Evidence(rule, clue));

    public static Origin Of(Channel channel, Grade grade, Evidence evidence, bool paid = false) =>
        new(channel.Family, channel.Slug, channel.Name, paid, grade, SenderIn(channel), evidence);

    /// <summary>
    /// Without a campaign tag, what shows itself in a messenger was sent by a reader. A webmail shows only that it was a mail:
    /// a friend's or a newsletter's. In public channels, the organisation's own posts look like everybody's.
    /// </summary>
    private static Sender SenderIn(Channel channel) =>
        channel.Private && channel.Family is Family.Messaging or Family.Sms ? Sender.Readers : Sender.Unknown;
}
