namespace Murmure.Storage.Events;

/// <summary>A property that a site sends along with its events.</summary>
/// <param name="Name">As the site calls it.</param>
/// <param name="Events">How many events carry it.</param>
/// <param name="Visitors">Daily visitors who left them, added up over the days.</param>
public readonly record struct PropertyUse(string Name, long Events, long Visitors);
