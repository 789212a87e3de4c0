namespace Murmure.Attribution;

/// <summary>Who put the link in front of the visitor. Only what readers send is dark social.</summary>
public enum Sender
{
    /// <summary>The organisation itself: a campaign tag, a QR code, a newsletter, a connector's post.</summary>
    Ours,

    /// <summary>Readers: a share tag, a copied link, or a messenger's evidence without a campaign tag.</summary>
    Readers,

    /// <summary>Nothing says who.</summary>
    Unknown,
}
