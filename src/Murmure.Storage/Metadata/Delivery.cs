namespace Murmure.Storage.Metadata;

/// <summary>Something on its way to somebody outside, and what became of it.</summary>
public abstract class Delivery
{
    public long Id { get; set; }

    /// <summary>As the message names itself, the same in every try.</summary>
    public required string Message { get; set; }

    /// <summary>What is sent, byte for byte.</summary>
    public required string Body { get; set; }

    public DateTime Created { get; set; }

    public int Tries { get; set; }

    /// <summary>When it is tried next; null once it was taken or given up.</summary>
    public DateTime? NextTry { get; set; }

    /// <summary>What the last try got: a status, or why there was none; empty before the first.</summary>
    public string Answer { get; set; } = "";

    /// <summary>When it was taken.</summary>
    public DateTime? Taken { get; set; }
}
