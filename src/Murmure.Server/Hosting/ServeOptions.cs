using Murmure.Server.Accounts;

namespace Murmure.Server.Hosting;

/// <summary>How the server runs.</summary>
/// <param name="Port">The port on 127.0.0.1; 0 takes a free one.</param>
/// <param name="DataFolder">Where the store lives; made when absent, for its owner only.</param>
/// <param name="Demo">Whether an empty data folder gets the simulated site.</param>
public sealed record ServeOptions(int Port, string DataFolder, bool Demo)
{
    public const int DefaultPort = 8080;

    public const string DefaultFolder = "data";

    /// <summary>How messages to members leave; null sends none.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>Whether the installation check may fetch pages from this machine and its private networks.</summary>
    public bool AllowLocalChecks { get; init; }

    /// <summary>Everything that is wrong, each in one line that names the setting, its value and what is accepted.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Port is < 0 or > 65535)
            problems.Add($"--port {Port}: a port is a number from 0 (any free one) to 65535.");
        if (File.Exists(DataFolder))
            problems.Add($"--data {DataFolder}: this is a file; name a folder.");
        return problems;
    }
}
