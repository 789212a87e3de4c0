namespace Murmure.Attribution;

/// <summary>What is kept of a visit's clues, so that a better catalogue can read its origin again. Empty texts where there was nothing.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Clue">What it decided on; empty also where that was rare and went at the day's close.</param>
/// <param name="ReferrerHost">The referrer's host.</param>
/// <param name="ReferrerPath">Its path, where that was kept.</param>
/// <param name="Package">The Android package that referred.</param>
/// <param name="ClickId">The name of a click id.</param>
/// <param name="UtmSource">Campaign tag.</param>
/// <param name="UtmMedium">Campaign tag.</param>
/// <param name="UtmCampaign">Campaign tag.</param>
/// <param name="App">The in-app browser.</param>
public readonly record struct KeptClues(
    string Rule, string Clue, string ReferrerHost, string ReferrerPath, string Package, string ClickId,
    string UtmSource, string UtmMedium, string UtmCampaign, string App);
