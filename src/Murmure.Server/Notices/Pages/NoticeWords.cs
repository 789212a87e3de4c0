using Microsoft.AspNetCore.Http;
using Murmure.Server.Dashboard.Forms;
using Murmure.Server.Dashboard.Text;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices.Pages;

/// <summary>What the pages of notices say and read in more than one place.</summary>
internal static class NoticeWords
{
    /// <summary>Each language by its own name, as the language switch has it.</summary>
    public static IReadOnlyList<(string Value, string Label)> Languages { get; } = [.. Enum.GetValues<Language>().Select(language => (language.Code(), Texts.For(language)["language.name"]))];

    /// <summary>When somebody was last told something, and what came back.</summary>
    /// <param name="when">How the page writes a time.</param>
    public static string LastOf(this Texts texts, NoticeDelivery? last, Func<DateTime, string> when) => last switch
    {
        null => texts["notice.last.none"],
        { Taken: { } taken } => texts.Say("notice.last.taken", when(taken)),
        { Tries: 0 } => texts["notice.last.new"],
        { NextTry: { } next } => texts.Say("notice.last.again", Answer(texts, last.Answer), when(next)),
        _ => texts.Say("notice.last.lost", Answer(texts, last.Answer)),
    };

    /// <summary>The kinds that were ticked; what is none of ours is left out.</summary>
    public static IReadOnlyList<string> Chosen(HttpContext http, string name) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType ? [.. NoticeKind.All.Where(kind => http.Request.Form[name].Contains(kind))] : [];

    public static string LanguageOf(HttpContext http) => (Dashboard.Text.Languages.Parse(http.Field("language")) ?? Language.English).Code();

    private static string Answer(Texts texts, string answer) => texts.Find("notice.answer." + answer) ?? texts.Find("hook.answer." + answer) ?? texts.Say("notice.answer.other", answer);
}
