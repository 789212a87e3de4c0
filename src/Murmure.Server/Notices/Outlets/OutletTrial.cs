using System.Security.Cryptography;
using Murmure.Server.Dashboard.Pages;
using Murmure.Server.Dashboard.Text;
using Murmure.Server.Sites;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Notices;

/// <summary>Tries an outlet while somebody waits, by the way that every notice takes.</summary>
internal sealed class OutletTrial(NoticeWriter writer, NoticeSender sender)
{
    public async Task RunAsync(SiteRules site, NoticeOutlet outlet, CancellationToken cancellation)
    {
        await writer.WriteAsync(site, new News(NoticeKind.Test, RandomNumberGenerator.GetHexString(16)), new SiteRecipients([], [outlet]), texts => Write(site, texts), cancellation);
        await sender.SendToAsync(outlet, cancellation);
    }

    private static Letter Write(SiteRules site, Texts texts) => new(
        texts.Language, texts["notice.test.title"], texts["notice.test.title"], [new LetterWords(null, texts["notice.test.text"])], texts["notice.link.notices"], SitePage.Address(site.Host) + "/notices");
}
