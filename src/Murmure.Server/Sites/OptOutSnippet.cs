using System.Text.Json;
using Murmure.Server.Dashboard.Text;

namespace Murmure.Server.Sites;

/// <summary>
/// A button for the publisher's own privacy page. A browser keeps the objection for the site's own origin, so no page of this server and no frame
/// could set it. A real button and a status that is read out when it changes; without a script it says how else to object.
/// </summary>
public static class OptOutSnippet
{
    public static string Of(Texts texts) => $$"""
        <div id="murmure-choice">
          <p id="murmure-state" role="status" lang="{{texts.Language.Code()}}"></p>
          <button type="button" id="murmure-button" lang="{{texts.Language.Code()}}" hidden></button>
        </div>
        <noscript><p lang="{{texts.Language.Code()}}">{{texts["optout.noscript"]}}</p></noscript>
        <script>
        (function () {
          var words = {{Words(texts)}};
          var state = document.getElementById('murmure-state'), button = document.getElementById('murmure-button');
          window.murmure = window.murmure || function () { (murmure.q = murmure.q || []).push(arguments); };
          function objects() { try { return !!localStorage.getItem('murmure-optout'); } catch (refused) { return null; } }
          function show() {
            var out = objects();
            state.textContent = out === null ? words.refused : out ? words.out : words.in;
            button.textContent = out ? words.again : words.object;
            button.hidden = out === null;
          }
          button.addEventListener('click', function () {
            var out = objects();
            // The script may be blocked; the browser's own note is what counts.
            if (out) localStorage.removeItem('murmure-optout'); else localStorage.setItem('murmure-optout', '1');
            murmure(out ? 'optin' : 'optout');
            show();
          });
          show();
        })();
        </script>
        """;

    private static string Words(Texts texts)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["in"] = texts["optout.in"], ["out"] = texts["optout.out"], ["object"] = texts["optout.object"], ["again"] = texts["optout.again"], ["refused"] = texts["optout.refused"],
        };
        return JsonSerializer.Serialize(words, Readable);
    }

    // Quotes and brackets of HTML stay escaped: the snippet stands inside a page.
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.BasicLatin, System.Text.Unicode.UnicodeRanges.Latin1Supplement, System.Text.Unicode.UnicodeRanges.GeneralPunctuation),
    };
}
