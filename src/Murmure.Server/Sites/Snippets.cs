namespace Murmure.Server.Sites;

/// <summary>What to paste into a site, for each way of making sites.</summary>
/// <param name="Slug">The tab's name in the address.</param>
/// <param name="Title">A proper noun, the same in every language; null where the text <c>snippet.{slug}</c> names it.</param>
/// <param name="Parts">Where each goes (the end of a text's key, under <c>snippet.</c>) and what.</param>
public sealed record Snippet(string Slug, string? Title, IReadOnlyList<(string Where, string Code)> Parts)
{
    /// <summary>Every snippet for a site, with the server's own address (or the site's, when a proxy stands before it).</summary>
    /// <param name="server">Where browsers reach this server: <c>https://stats.example.org</c>, without a final slash.</param>
    public static IReadOnlyList<Snippet> All(string server, SiteRules site)
    {
        var tag = Tag(server, site);
        return
        [
            new("html", "HTML", [("head", tag)]),
            new("wordpress", "WordPress", [("wordpress-where", WordPress(server, site))]),
            new("drupal", "Drupal", [("drupal-where", Drupal(server, site))]),
            new("ghost", "Ghost", [("ghost-where", tag)]),
            new("nextjs", "Next.js", [("nextjs-where", NextJs(server, site))]),
            new("gtm", "Google Tag Manager", [("gtm-where", TagManager(server, site))]),
            new("nginx", "nginx", [("proxy-maps", NginxMap), ("proxy-where", Nginx(server)), ("proxy-tag", Tag("", site))]),
            new("caddy", "Caddy", [("proxy-where", Caddy(server)), ("proxy-tag", Tag("", site))]),
        ];
    }

    /// <summary>The one line that a page needs. Without a server its address is the page's own, for a proxy that hands on.</summary>
    public static string Tag(string server, SiteRules site) =>
        $"""<script defer src="{server}/m.js" data-site="{site.Host}" data-profile="{site.Profile.Slug()}"></script>""";

    /// <summary>The share buttons, with the channels that most sites want.</summary>
    public static string Share(string server) => $"""
        <script defer src="{server}/share.js"></script>
        <murmure-share channels="system copy whatsapp telegram email sms"></murmure-share>
        """;

    private static string WordPress(string server, SiteRules site) => $$"""
        <?php
        // wp-content/mu-plugins/murmure.php
        add_action('wp_enqueue_scripts', function () {
            wp_enqueue_script('murmure', '{{server}}/m.js', [], null, ['strategy' => 'defer']);
        });
        add_filter('script_loader_tag', function ($tag, $handle) {
            return $handle === 'murmure' ? str_replace(' src=', ' data-site="{{site.Host}}" data-profile="{{site.Profile.Slug()}}" src=', $tag) : $tag;
        }, 10, 2);
        """;

    private static string Drupal(string server, SiteRules site) => $$"""
        # mytheme.libraries.yml
        murmure:
          header: true
          js:
            {{server}}/m.js:
              type: external
              minified: true
              attributes:
                defer: true
                data-site: {{site.Host}}
                data-profile: {{site.Profile.Slug()}}

        # mytheme.info.yml
        libraries:
          - mytheme/murmure
        """;

    private static string NextJs(string server, SiteRules site) => $$"""
        // app/layout.tsx
        import Script from "next/script";

        export default function RootLayout({ children }: { children: React.ReactNode }) {
          return (
            <html>
              <body>
                {children}
                <Script src="{{server}}/m.js" data-site="{{site.Host}}" data-profile="{{site.Profile.Slug()}}" strategy="afterInteractive" />
              </body>
            </html>
          );
        }
        """;

    // A tag manager drops attributes that it does not know from a script tag, so the element is made by hand.
    private static string TagManager(string server, SiteRules site) => $$"""
        <script>
          (function () {
            var script = document.createElement("script");
            script.defer = true;
            script.src = "{{server}}/m.js";
            script.setAttribute("data-site", "{{site.Host}}");
            script.setAttribute("data-profile", "{{site.Profile.Slug()}}");
            document.head.appendChild(script);
          })();
        </script>
        """;

    // Only the four values that a browser can send are handed on: a header of the visitor's must not become a header of ours unread.
    private const string NginxMap = """
        # In the http block.
        map $http_sec_fetch_site $murmure_fs {
            default        "";
            cross-site     'murmure-fs;desc="cross-site"';
            same-origin    'murmure-fs;desc="same-origin"';
            same-site      'murmure-fs;desc="same-site"';
            none           'murmure-fs;desc="none"';
        }
        """;

    private static string Nginx(string server) => $$"""
        # In the site's server block. nginx leaves out a header whose value is empty.
        # Mind: an add_header inside a location replaces those of the server block there.
        add_header Server-Timing $murmure_fs;

        location ~ ^/(m\.js|m-extra\.js|share\.js|survey\.js|e|e\.gif|e/shares|e/survey)$ {
            proxy_pass {{server}};
            proxy_ssl_server_name on;
            proxy_set_header Host {{HostOf(server)}};
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            access_log off;
        }
        """;

    private static string Caddy(string server) => $$"""
        # In the site's block.
        @murmure path /m.js /m-extra.js /share.js /survey.js /e /e.gif /e/shares /e/survey
        handle @murmure {
            reverse_proxy {{server}} {
                header_up Host {upstream_hostport}
            }
        }

        @fetch header_regexp fs Sec-Fetch-Site ^(cross-site|same-origin|same-site|none)$
        header @fetch Server-Timing `murmure-fs;desc="{re.fs.1}"`
        """;

    internal static string HostOf(string server) => Uri.TryCreate(server, UriKind.Absolute, out var address) ? address.Authority : server;
}
