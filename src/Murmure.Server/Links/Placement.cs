namespace Murmure.Server.Links;

/// <summary>A place where a link was put, with an address of its own.</summary>
/// <param name="Key">What follows <c>~</c> in the short address: 1 to 12 of <c>a-z 0-9</c>.</param>
/// <param name="Channel">The slug of the channel that it travels by.</param>
/// <param name="Name">As reports show it, at most 60 characters: <c>WhatsApp: supporters</c>. Empty is the channel's own.</param>
public sealed record Placement(string Key, string Channel, string Name = "")
{
    /// <summary>How events name it: the channel for the channel's own address, the name for a place that has one.</summary>
    public string Variant => Name.Length > 0 ? Name : Channel;
}
