-- Page views that differ in id, page, agent and address, as those of many readers do. The address travels in X-Forwarded-For, which the server
-- believes of this machine's proxy.
local agents = {
  "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36 [WA4A/2.25.%d.17;]",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.%d Mobile/15E148 Safari/604.1",
}
local referrers = { "", "https://www.google.com/", "https://web.whatsapp.com/", "https://t.co/x", "https://l.facebook.com/", "https://mail.google.com/" }
local thread = 0
local run = os.getenv("RUN") or "0"

function setup(t)
  thread = thread + 1
  t:set("number", thread)
end

function init()
  math.randomseed(os.time() + number * 7919)
  count = 0
end

function request()
  count = count + 1
  local version = 120 + math.random(0, 20)
  local agent = string.format(agents[math.random(#agents)], version, version)
  local address = string.format("%d.%d.%d.%d", math.random(11, 126), math.random(0, 255), math.random(0, 255), math.random(1, 254))
  local body = string.format(
    '{"n":"pageview","s":"bench.example","u":"https://bench.example/section-%d/article-%d","r":"%s","id":"%s-%d-%d","t":"navigate","h":2,"c":"granted"}',
    math.random(8), math.random(2000), referrers[math.random(#referrers)], run, number, count)
  return wrk.format("POST", "/e", {
    ["Content-Type"] = "text/plain;charset=UTF-8", ["User-Agent"] = agent, ["X-Forwarded-For"] = address, ["Accept-Language"] = "fr-FR,fr;q=0.9",
    ["Origin"] = "https://bench.example", ["Referer"] = "https://bench.example/",
  }, body)
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %.3f %.3f %d\n", summary.requests, summary.duration, summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.connect,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status))
end
