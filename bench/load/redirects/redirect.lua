-- Clicks that differ in link, agent and address, as those of many readers do. The address travels in X-Forwarded-For, which the server believes of this
-- machine's proxy. LINKS says how many there are: /1 to /LINKS.
local agents = {
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36 [WA4A/2.25.%d.17;]",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.%d Mobile/15E148 Safari/604.1",
  "WhatsApp/2.24.%d.83 A",
}
local referrers = { "https://www.google.com/", "https://web.whatsapp.com/", "https://t.co/x", "https://l.facebook.com/", "https://mail.google.com/" }
local links = tonumber(os.getenv("LINKS") or "1")
local thread = 0

function setup(t)
  thread = thread + 1
  t:set("number", thread)
end

function init()
  math.randomseed(os.time() + number * 7919)
end

function request()
  local version = 120 + math.random(0, 20)
  local headers = {
    ["Host"] = "go.bench.example",
    ["User-Agent"] = string.format(agents[math.random(#agents)], version, version),
    ["X-Forwarded-For"] = string.format("%d.%d.%d.%d", math.random(11, 126), math.random(0, 255), math.random(0, 255), math.random(1, 254)),
    ["Accept-Language"] = "fr-FR,fr;q=0.9", ["Sec-Fetch-Site"] = "cross-site", ["Sec-Fetch-Dest"] = "document", ["Sec-Fetch-Mode"] = "navigate",
  }
  if math.random(2) == 1 then headers["Referer"] = referrers[math.random(#referrers)] end
  return wrk.format("GET", "/" .. math.random(links), headers)
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %.3f %.3f %.3f\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.connect,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000))
end
