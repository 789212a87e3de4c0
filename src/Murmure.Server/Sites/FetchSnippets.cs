using System.Text.RegularExpressions;
using Murmure.Attribution;

namespace Murmure.Server.Sites;

/// <summary>
/// How the site's own server or edge tells of link previews, which no script sees. PRIVACY: none of these writes an address into a log; where one is sent
/// along, it goes to this server alone, which uses it in memory to fold what one device fetches, and keeps it nowhere.
/// </summary>
public static class FetchSnippets
{
    /// <summary>What stands for the key, which is shown once, on its own page.</summary>
    public const string Key = "MURMURE_KEY";

    private const string Log = "/var/log/nginx/access.log";
    private const string OnlyPreviews = " --only previews";

    /// <summary>Every snippet for a site.</summary>
    /// <param name="server">Where the site's server reaches this one: <c>https://stats.example.org</c>, without a final slash.</param>
    public static IReadOnlyList<Snippet> All(string server, string site, Catalogue catalogue)
    {
        var agents = Agents(catalogue);
        return
        [
            new("log", null, [("fetch-log-where", Follow(Log, site) + OnlyPreviews), ("fetch-log-elsewhere", FollowElsewhere(server, site) + OnlyPreviews)]),
            new("nginx", "nginx", [("fetch-nginx-map", NginxMap(agents)), ("fetch-nginx-where", Nginx(server))]),
            new("caddy", "Caddy", [("fetch-caddy-where", Caddy), ("fetch-caddy-follow", Follow("/var/log/caddy/murmure.log", site) + OnlyPreviews)]),
            new("cloudflare", "Cloudflare Workers", [("fetch-worker-where", Worker(server, agents))]),
            new("fastly", "Fastly VCL", [("fetch-vcl-endpoint", FastlyEndpoint(server)), ("fetch-vcl-where", FastlyVcl(agents))]),
            new("compute", "Fastly Compute", [("fetch-compute-where", FastlyCompute(server, agents))]),
        ];
    }

    /// <summary>How a site that is measured from its log alone is read: people and previews by the same command.</summary>
    /// <param name="server">As for <see cref="All"/>.</param>
    public static IReadOnlyList<(string Where, string Code)> Reading(string server, string site) =>
        [("read-follow", Follow(Log, site)), ("fetch-log-elsewhere", FollowElsewhere(server, site)), ("read-once", $"murmure import {Log}.1 --site {site}")];

    /// <summary>A regular expression, read alike by PCRE and JavaScript, for the agents that fetch previews of shared links.</summary>
    internal static string Agents(Catalogue catalogue) => string.Join('|', catalogue.Fetchers.Where(fetcher => fetcher.Share)
        .Select(fetcher => Regex.Replace(fetcher.Literal.ToLowerInvariant(), "[][\\\\/.*+?^${}()|\"]", "\\$0", RegexOptions.None, TimeSpan.FromSeconds(1)))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Follow(string log, string site) => $"murmure import --follow {log} --site {site}";

    private static string FollowElsewhere(string server, string site) => $"{Key}=mur_… {Follow(Log, site)} --server {server} --checkpoint /var/lib/murmure/access.json";

    private static string NginxMap(string agents) => $$"""
        # In the http block.
        map $http_user_agent $murmure_fetcher {
            default 0;
            "~*(?:{{agents}})" 1;
        }
        """;

    private static string Nginx(string server) => $$"""
        # In the site's server block. The reader's own answer does not wait for it.
        mirror /murmure-fetch;
        mirror_request_body off;

        location = /murmure-fetch {
            internal;
            access_log off;
            if ($murmure_fetcher = 0) { return 204; }
            proxy_pass {{server}}/api/v1/fetches;
            proxy_ssl_server_name on;
            proxy_connect_timeout 2s;
            proxy_read_timeout 2s;
            proxy_method POST;
            proxy_set_header Host {{Snippet.HostOf(server)}};
            proxy_set_header Authorization "Bearer {{Key}}";
            proxy_set_header Content-Type application/json;
            proxy_set_body '{"u":"https://$host$request_uri","ua":"$http_user_agent","ip":"$remote_addr"}';
        }
        """;

    private const string Caddy = """
        # In the site's block: a log of its own, without addresses.
        log {
            output file /var/log/caddy/murmure.log
            format filter {
                wrap json
                fields {
                    request>remote_ip delete
                    request>remote_port delete
                    request>client_ip delete
                    request>headers>X-Forwarded-For delete
                    request>headers>Forwarded delete
                }
            }
        }
        """;

    private static string Worker(string server, string agents) => $$"""
        // MURMURE_KEY is a secret of the Worker: npx wrangler secret put MURMURE_KEY
        const fetchers = /{{agents}}/i;

        export default {
          async fetch(request, env, context) {
            const answer = await fetch(request);
            if (request.method === "GET" && fetchers.test(request.headers.get("User-Agent") ?? ""))
              context.waitUntil(tell(request, answer.status, env.MURMURE_KEY));
            const site = request.headers.get("Sec-Fetch-Site") ?? "";
            if (!/^(cross-site|same-origin|same-site|none)$/.test(site)) return answer;
            const told = new Response(answer.body, answer);
            told.headers.append("Server-Timing", `murmure-fs;desc="${site}"`);
            return told;
          },
        };

        async function tell(request, status, key) {
          const fetched = { u: request.url, ua: request.headers.get("User-Agent"), ip: request.headers.get("CF-Connecting-IP") ?? undefined, status };
          await fetch("{{server}}/api/v1/fetches", {
            method: "POST",
            headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
            body: JSON.stringify([fetched]),
          }).catch(() => {});
        }
        """;

    private static string FastlyEndpoint(string server) => $$"""
        Name                   Murmure
        URL                    {{server}}/api/v1/fetches
        Method                 POST
        Content type           application/json
        Custom header          Authorization: Bearer {{Key}}
        JSON log entry format  Array of JSON
        Placement              None
        """;

    // {"…"} is VCL's long string: it ends at the first quote that a brace follows.
    private static string FastlyVcl(string agents) => $$"""
        # A VCL snippet of the type "within subroutine: log".
        if (req.method == "GET" && req.http.User-Agent ~ "(?i){{agents}}") {
          log {"syslog "} req.service_id {" Murmure :: "}
            {"{"u":"https://"} json.escape(req.http.host) json.escape(req.url)
            {"","ua":""} json.escape(req.http.User-Agent)
            {"","ip":""} json.escape(client.ip)
            {"","status":"} resp.status {"}"};
        }
        """;

    private static string FastlyCompute(string server, string agents) => $$"""
        // The backends "origin" (your site) and "murmure" ({{Snippet.HostOf(server)}}), and a secret store "murmure" with the entry MURMURE_KEY.
        import { SecretStore } from "fastly:secret-store";

        const fetchers = /{{agents}}/i;

        addEventListener("fetch", (event) => event.respondWith(handle(event)));

        async function handle(event) {
          const request = event.request;
          const answer = await fetch(request, { backend: "origin" });
          if (request.method === "GET" && fetchers.test(request.headers.get("User-Agent") ?? ""))
            event.waitUntil(tell(request, answer.status, event.client.address));
          const site = request.headers.get("Sec-Fetch-Site") ?? "";
          if (/^(cross-site|same-origin|same-site|none)$/.test(site)) answer.headers.append("Server-Timing", `murmure-fs;desc="${site}"`);
          return answer;
        }

        async function tell(request, status, ip) {
          const key = (await new SecretStore("murmure").get("MURMURE_KEY")).plaintext();
          await fetch("{{server}}/api/v1/fetches", {
            backend: "murmure",
            method: "POST",
            headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
            body: JSON.stringify([{ u: request.url, ua: request.headers.get("User-Agent"), ip, status }]),
          }).catch(() => {});
        }
        """;
}
