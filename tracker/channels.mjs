// The channels that have a share address, from the catalogue that everything else reads. Its files are YAML of one shape, which the program's own reader
// checks; a test compares what comes out here with what it reads.
import { readFileSync, readdirSync } from 'node:fs';

const catalogue = '../src/Murmure.Attribution/Catalogue/';

const wanted = ['tag', 'name', 'color', 'share'];

// WCAG's relative luminance; above this, black has more contrast than white.
const ink = color => {
  const [red, green, blue] = color.slice(1).match(/../g).map(part => parseInt(part, 16) / 255)
    .map(part => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
  return .2126 * red + .7152 * green + .0722 * blue > .179 ? '#000' : '#fff';
};

const read = text => {
  const found = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) inside = line.startsWith('channels:');
    const [, slug] = inside && line.match(/^ {2}([\w.-]+):\s*$/) || [];
    if (slug) found.push({ slug });
    const [, key, value] = inside && line.match(/^ {4}(\w+): "?(.*?)"?\s*$/) || [];
    if (wanted.includes(key)) found.at(-1)[key] = value;
  }
  return found.filter(channel => channel.share).map(({ slug, tag, name, color, share }) => ({ slug, tag, name, color, ink: ink(color), share }));
};

export const channels = readdirSync(catalogue).filter(name => name.endsWith('.yaml')).sort().flatMap(name => read(readFileSync(catalogue + name, 'utf8')));
