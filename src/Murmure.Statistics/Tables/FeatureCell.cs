namespace Murmure.Statistics.Tables;

/// <summary>What holds the page: the coarse classes that an estimator may see.</summary>
public enum Device
{
    Ios,
    Android,
    Desktop,

    /// <summary>An application's own browser.</summary>
    InApp,
}

/// <summary>What <c>Sec-Fetch-Site</c> says of the landing request.</summary>
public enum Navigation
{
    /// <summary>The address bar, a bookmark or, in some browsers, another application.</summary>
    None,

    /// <summary>A page of another site.</summary>
    CrossSite,

    /// <summary>The browser sent no such header, or nobody collected it.</summary>
    Missing,
}

/// <summary>The feature cell of a landing visit, written <c>engine-device|visit|nav</c>.</summary>
/// <param name="Engine">The browser's engine where it is known (<c>blink</c>, <c>gecko</c>, <c>webkit</c>), or empty: what a navigation value means depends on it.</param>
/// <param name="Device">The device class.</param>
/// <param name="Returning">Whether the same visitor had been there earlier that day.</param>
/// <param name="Navigation">What the fetch metadata says.</param>
public readonly record struct FeatureCell(string Engine, Device Device, bool Returning, Navigation Navigation)
{
    /// <summary>The names of the devices, in the order of <see cref="Tables.Device"/>.</summary>
    public static IReadOnlyList<string> DeviceNames { get; } = ["ios", "android", "desktop", "in-app"];

    /// <summary>The names of the navigations, in the order of <see cref="Tables.Navigation"/>.</summary>
    public static IReadOnlyList<string> NavigationNames { get; } = ["none", "cross-site", "missing"];

    /// <summary>Reads a cell as <see cref="ToString"/> writes it; the engine may be left out with its hyphen.</summary>
    public static bool TryParse(string text, out FeatureCell cell)
    {
        ArgumentNullException.ThrowIfNull(text);
        cell = default;
        var parts = text.Split('|');
        if (parts.Length != 3 || parts[1] is not ("first" or "returning"))
            return false;
        var navigation = Index(NavigationNames, parts[2]);
        // "in-app" has a hyphen of its own, so the device is found as an ending.
        var device = Index(DeviceNames, DeviceNames.FirstOrDefault(name => parts[0] == name || parts[0].EndsWith("-" + name, StringComparison.Ordinal)));
        if (navigation < 0 || device < 0)
            return false;
        var engine = parts[0][..^DeviceNames[device].Length].TrimEnd('-');
        cell = new(engine, (Device)device, parts[1] == "returning", (Navigation)navigation);
        return true;
    }

    public override string ToString() =>
        (string.IsNullOrEmpty(Engine) ? "" : Engine + "-") + DeviceNames[(int)Device] + (Returning ? "|returning|" : "|first|") + NavigationNames[(int)Navigation];

    private static int Index(IReadOnlyList<string> names, string? name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return -1;
    }
}
