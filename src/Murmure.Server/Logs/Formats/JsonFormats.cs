namespace Murmure.Server.Logs;

/// <summary>The JSON logs that are known by their member names. Paths as <see cref="JsonFormat"/> spells them.</summary>
internal static class JsonFormats
{
    /// <summary>Caddy 2, with <c>remote_addr</c> (to 2.4), <c>remote_ip</c> and <c>client_ip</c> (from 2.7).</summary>
    /// <remarks>https://caddyserver.com/docs/caddyfile/directives/log</remarks>
    public static readonly JsonFormat Caddy = new(
        (Slot.Time, "ts time timestamp"),
        (Slot.Address, "request.clientip request.remoteip request.remoteaddr"),
        (Slot.Forwarded, "request.headers.xforwardedfor"),
        (Slot.Host, "request.host"),
        (Slot.Method, "request.method"),
        (Slot.Target, "request.uri"),
        (Slot.Status, "status"),
        (Slot.Bytes, "size"),
        (Slot.Referrer, "request.headers.referer"),
        (Slot.UserAgent, "request.headers.useragent"),
        (Slot.RequestedWith, "request.headers.xrequestedwith"),
        (Slot.SecFetchSite, "request.headers.secfetchsite"),
        (Slot.SecFetchDest, "request.headers.secfetchdest"),
        (Slot.SecPurpose, "request.headers.secpurpose request.headers.purpose"),
        (Slot.ContentType, "respheaders.contenttype")) { Name = "caddy", AgentHome = "request.headers" };

    /// <remarks>https://doc.traefik.io/traefik/observability/access-logs/</remarks>
    public static readonly JsonFormat Traefik = new(
        (Slot.Time, "startutc startlocal time"),
        (Slot.Address, "clienthost clientaddr"),
        (Slot.Forwarded, "requestxforwardedfor"),
        (Slot.Host, "requesthost requestaddr"),
        (Slot.Method, "requestmethod"),
        (Slot.Target, "requestpath"),
        (Slot.Status, "downstreamstatus originstatus"),
        (Slot.Bytes, "downstreamcontentsize origincontentsize"),
        (Slot.Referrer, "requestreferer"),
        (Slot.UserAgent, "requestuseragent"),
        (Slot.RequestedWith, "requestxrequestedwith"),
        (Slot.SecFetchSite, "requestsecfetchsite"),
        (Slot.SecFetchDest, "requestsecfetchdest"),
        (Slot.SecPurpose, "requestsecpurpose requestpurpose"),
        (Slot.ContentType, "downstreamcontenttype origincontenttype")) { Name = "traefik" };

    /// <remarks>https://developers.cloudflare.com/logs/reference/log-fields/zone/http_requests/</remarks>
    public static readonly JsonFormat Cloudflare = new(
        (Slot.Time, "edgestarttimestamp edgeendtimestamp timestamp"),
        (Slot.Address, "clientip"),
        (Slot.Host, "clientrequesthost"),
        (Slot.Method, "clientrequestmethod"),
        (Slot.Target, "clientrequesturi clientrequestpath"),
        (Slot.Status, "edgeresponsestatus originresponsestatus"),
        (Slot.Bytes, "edgeresponsebodybytes edgeresponsebytes"),
        (Slot.Referrer, "clientrequestreferer requestheaders.referer"),
        (Slot.UserAgent, "clientrequestuseragent requestheaders.useragent"),
        (Slot.RequestedWith, "clientxrequestedwith requestheaders.xrequestedwith"),
        (Slot.SecFetchSite, "requestheaders.secfetchsite"),
        (Slot.SecFetchDest, "requestheaders.secfetchdest"),
        (Slot.SecPurpose, "requestheaders.secpurpose requestheaders.purpose"),
        (Slot.ContentType, "edgeresponsecontenttype")) { Name = "cloudflare" };

    /// <remarks>https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest</remarks>
    public static readonly JsonFormat GoogleCloud = new(
        (Slot.Time, "timestamp receivetimestamp"),
        (Slot.Address, "httprequest.remoteip"),
        (Slot.Method, "httprequest.requestmethod"),
        (Slot.Target, "httprequest.requesturl"),
        (Slot.Status, "httprequest.status"),
        (Slot.Bytes, "httprequest.responsesize"),
        (Slot.Referrer, "httprequest.referer"),
        (Slot.UserAgent, "httprequest.useragent")) { Name = "google-cloud", AgentHome = "httprequest" };

    /// <summary>Fastly's recommended JSON; its names are free, so what sets it apart from nginx's is a member that only Fastly has.</summary>
    /// <remarks>https://www.fastly.com/documentation/guides/integrations/logging/</remarks>
    public static readonly JsonFormat Fastly = Open("fastly-json", "fastlyserver fastlyisedge responsestate");

    /// <summary>nginx and whatever else logs a flat object: the members' names are the administrator's, so all usual ones are known.</summary>
    /// <remarks>https://nginx.org/en/docs/http/ngx_http_log_module.html, https://nginx.org/en/docs/varindex.html, and the Elastic Common Schema</remarks>
    public static readonly JsonFormat Nginx = Open("nginx-json", null);

    private static JsonFormat Open(string name, string? marks)
    {
        (Slot, string)[] paths =
        [
            (Slot.Time, "msec timeiso8601 timelocal timestamp time datetime date ts starttime timems"),
            (Slot.Address, "remoteaddr clientip remoteip client.ip source.ip ip clientaddr clientaddress client remotehost remote source.address"),
            (Slot.Forwarded, "httpxforwardedfor xforwardedfor forwardedfor xff httpxrealip xrealip realip"),
            (Slot.Host, "httphost host vhost servername virtualhost requesthost domain url.domain hostname"),
            (Slot.Method, "requestmethod method verb httpmethod http.request.method"),
            (Slot.Target, "requesturi uri url url.original path requesturl requestpath url.path httpuri"),
            (Slot.Query, "args querystring query url.query"),
            (Slot.Request, "request requestline"),
            (Slot.Status, "status statuscode responsestatus responsecode httpstatus http.response.statuscode response code"),
            (Slot.Bytes, "bodybytessent bytessent responsebodysize bytes size length responsesize http.response.body.bytes http.response.bytes bodybytes"),
            (Slot.Referrer, "httpreferer httpreferrer referer referrer requestreferer requestreferrer http.request.referrer"),
            (Slot.UserAgent, "httpuseragent useragent agent requestuseragent useragent.original ua"),
            (Slot.RequestedWith, "httpxrequestedwith xrequestedwith requestedwith headers.xrequestedwith"),
            (Slot.SecFetchSite, "httpsecfetchsite secfetchsite headers.secfetchsite"),
            (Slot.SecFetchDest, "httpsecfetchdest secfetchdest"),
            (Slot.SecPurpose, "httpsecpurpose secpurpose httppurpose purpose"),
            (Slot.ContentType, "senthttpcontenttype contenttype"),
        ];
        return new JsonFormat(marks is null ? paths : [.. paths, (Slot.Mark, marks)]) { Name = name, NeedsStatus = true };
    }
}
