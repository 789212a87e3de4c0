namespace Murmure.Attribution;

/// <summary>What made a request. Visits, previews and automated traffic are counted apart and never mixed.</summary>
public enum Verdict
{
    /// <summary>Nothing speaks against a person reading.</summary>
    Person,

    /// <summary>An application fetched the link because somebody is about to share it: the trace of a share.</summary>
    Preview,

    /// <summary>A machine, with a reason. Link scanners, crawlers, monitors and libraries are all here.</summary>
    Automated,

    /// <summary>The agent gave too little to tell.</summary>
    Unknown,
}
