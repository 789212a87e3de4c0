namespace Murmure.Server.Campaigns.Sends;

/// <summary>How far a send has come with one recipient; one byte of the list's file.</summary>
internal enum RecipientState : byte
{
    /// <summary>Nothing was sent.</summary>
    Waiting = 0,

    /// <summary>The service is being asked; after a crash this becomes <see cref="Unsure"/>.</summary>
    HandedOver = 1,

    Sent = 2,

    /// <summary>The service does not take it.</summary>
    Failed = 3,

    /// <summary>They want no messages of the organisation: nothing was sent.</summary>
    Refuses = 4,

    /// <summary>Whether it was sent, nobody knows; only a person has it sent again.</summary>
    Unsure = 5,

    /// <summary>A person decided that it is not sent again.</summary>
    LeftOut = 6,
}

/// <summary>How far a send has come.</summary>
internal enum SendStage : byte
{
    /// <summary>The list is there, and waits for its time or for somebody's word.</summary>
    Ready = 0,

    Going = 1,

    /// <summary>It stopped at something that is true of every recipient, or too often in a row; somebody looks and lets it go on.</summary>
    Halted = 2,
}

/// <summary>How many recipients are how far.</summary>
internal sealed record SendTally(int Waiting, int HandedOver, int Sent, int Failed, int Refuses, int Unsure, int LeftOut)
{
    public int All => Waiting + HandedOver + Sent + Failed + Refuses + Unsure + LeftOut;

    /// <summary>Whether nobody is left to be sent to or decided on.</summary>
    public bool IsOver => Waiting + HandedOver + Unsure == 0;
}
