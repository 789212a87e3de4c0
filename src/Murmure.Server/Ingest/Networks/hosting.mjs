// Makes the table of hosting networks that the server looks addresses up in: hosting.tsv names the companies' networks, @ip-location-db/asn has
// their ranges. Usage: node hosting.mjs <folder of the package> <output>
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [data, output] = process.argv.slice(2);
const rows = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "hosting.tsv"), "utf8")
  .split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
const named = new Map(rows.map(([number, kind, word]) => [number, { kind, word, seen: false }]));
if (named.size !== rows.length || rows.some((row) => row.length !== 4 || !["hosting", "people"].includes(row[1])))
  throw new Error("hosting.tsv: each network once, with four columns and the kind 'hosting' or 'people'.");

/** The ranges of hosting networks in a file, sorted, neighbours joined. */
async function ranges(file, shift) {
  const found = [];
  for await (const line of createInterface({ input: createReadStream(join(data, file)) })) {
    const [first, last, number] = line.split(",", 3);
    const network = named.get(number);
    if (!network) continue;
    network.seen ||= line.slice(first.length + last.length + number.length + 3).toLowerCase().includes(network.word.toLowerCase());
    if (network.kind === "hosting") found.push([BigInt(first) >> shift, BigInt(last) >> shift]);
  }
  found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return found.reduce((joined, [first, last]) => {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1n) before[1] = last > before[1] ? last : before[1];
    else joined.push([first, last]);
    return joined;
  }, []);
}

// IPv6 by /64, as everything else here.
const [v4, v6] = [await ranges("asn-ipv4-num.csv", 0n), await ranges("asn-ipv6-num.csv", 64n)];
const unknown = [...named].filter(([, network]) => !network.seen).map(([number, network]) => `${number} (${network.word})`);
if (unknown.length) throw new Error(`hosting.tsv: the holder is another one, or has no addresses: ${unknown.join(", ")}`);

const bytes = Buffer.alloc(8 + v4.length * 8 + v6.length * 16);
bytes.writeInt32LE(v4.length, 0);
bytes.writeInt32LE(v6.length, 4);
v4.forEach(([first, last], i) => { bytes.writeUInt32LE(Number(first), 8 + i * 4); bytes.writeUInt32LE(Number(last), 8 + (v4.length + i) * 4); });
const above = 8 + v4.length * 8;
v6.forEach(([first, last], i) => { bytes.writeBigUInt64LE(first, above + i * 8); bytes.writeBigUInt64LE(last, above + (v6.length + i) * 8); });
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, bytes);
console.log(`hosting networks: ${v4.length} ranges of IPv4, ${v6.length} of IPv6`);
