using System.Text.RegularExpressions;

namespace Murmure.Attribution.UserAgent;

/// <summary>
/// Browsers of people that the machine lists take for machines: text browsers, the browsers of phones before 2010, of televisions and
/// consoles, and browsers whose own name is a word of the machines' trade. Never used where the agent also says outright that it is a bot.
/// </summary>
internal static partial class PeopleTable
{
    /// <summary>Which kind of browser is recognised, or null.</summary>
    public static string? Find(string agent)
    {
        if (SaysMachine().Fits(agent))
            return null;
        return TextBrowser().Fits(agent) ? "text-browser"
            : GlobeBrowser().Fits(agent) ? "globe"
            : OldPhone().Fits(agent) ? "old-phone"
            : Television().Fits(agent) ? "television"
            : NamedBrowser().Fits(agent) ? "named-browser"
            : AppleOwn().Fits(agent) ? "apple-own"
            : null;
    }

    [GeneratedRegex(@"\b(?:\w*bots?|\w*crawler|\w*spider|monitor(?:ing)?|archiver|headless\w*)\b|(?<!QtWeb Internet Browser/[\d.]{1,8} )https?://|googleweblight|google-|@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex SaysMachine();

    // Whole agents that begin with the browser's own name and a version: text browsers, early graphical ones, phones' and appliances' own.
    [GeneratedRegex(@"^(?:e?links2?|lynx|w3m|netsurf|dillo|omniweb|midori|hotjava|(?:ncsa|vms|x)?[_ ]?mosaic|amaya|firefox|bonecho|minefield|granparadiso|namoroka|camino|chimera|galeon|epiphany|konqueror|ibrowse|(?:amiga-)?aweb|voyager|arachne|retawq|icab|netfront|obigo|dorado|ninetails|microsoft pocket internet explorer|mspie|cyberdog|uzbl|surf|vimb|luakit|qutebrowser|falkon|otter|iceweasel|iceape|icecat|seamonkey|phoenix|firebird|opera|jumanji|xombrero|conkeror|k-meleon|kazehakase|k-ninja|rekonq|shiira|sunrise|skyfire|polaris|teleca|jasmine|teashark|doris|oregano|origyn|netpositive|webpositive|netscape|beonex|bunjalloo|charon|classilla|contiki|deepnet|espial|iron|isilo|lobo|lunascape|minimo|puffin|snowshoe|swiftfox|tenfourfox|pale ?moon|basilisk|waterfox|ucweb|uc browser|semc-browser|ie mobile|iemobile|xiino|wkiosk|dooble|edbrowse|emacs-w3m|emacs/w3|[\w .%-]{0,30}browser(?=[/ ]v?\d|$)|maemo browser$)(?:[ /(]v?\d|[/ ]v?[\d.]|$(?<=browser))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex TextBrowser();

    [GeneratedRegex(@"\bgoogle(?: |%20)?earth(?:(?: |%20)pro)?/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex GlobeBrowser();

    [GeneratedRegex(@"\b(?:opera ?mini/|wap[- ]browser|maui|midp-\d|up\.browser|netfront/|palmos|palmsource|(?:web|hpw)os/\d|bada/\d|symbianos|series ?60|brew[ /]|blackberry\d*/|meego|maemo|phantom/v|torrent/\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex OldPhone();

    [GeneratedRegex(@"\b(?:ce-html/|hbbtv/|nettv/|smart-?tv|smarttv_|googletv|appletv|crkey|playstation|nintendo|xbox|kindle/)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex Television();

    // A rendering engine and a product that calls itself a browser.
    [GeneratedRegex(@"^mozilla/\d.*(?:webkit|gecko|presto|trident|msie).*\b(?:[a-z0-9]*browser(?:hd|lite|mini|plus)?(?:[/ ]v?\d|$)|[a-z]*browser/[a-z]|mobile browser$|javafx/|proxyfox/|browsex|chromeframe/)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex NamedBrowser();

    [GeneratedRegex(@"^(?:safari(?:%20|/)|mobilesafari/|com\.apple\.(?:safari|authenticationservices|webkit)|normalized i(?:phone|pad) )",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ForeignText.Patience)]
    private static partial Regex AppleOwn();
}
