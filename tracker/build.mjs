// Checks the types, bundles and minifies, and fails when a script is heavier than its budget.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { channels } from './channels.mjs';

// In brotli; m-extra.js is what a site asks for on top, and has none.
const budgets = { m: 1536, share: 4096, survey: 2560 };
const target = 'es2021';

const types = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { stdio: 'inherit' });
if (types.status !== 0) process.exit(1);

const brotli = bytes => brotliCompressSync(bytes, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
});

// The modules become one scope, and that scope is minified again: their declarations join, which the bundler leaves apart.
const bundle = async (entry, extra) => {
  const result = await build({
    entryPoints: [`src/${entry}.ts`], bundle: true, minify: true, write: false, format: 'esm', target, tsconfigRaw: {}, legalComments: 'none',
    define: { EXTRA: String(extra), CHANNELS: JSON.stringify(channels) },
  });
  const scope = `(()=>{try{${result.outputFiles[0].text}}catch{}})()`;
  return (await transform(scope, { minify: true, target })).code.trim();
};

mkdirSync('dist', { recursive: true });

// Whole or not at all: another build may be reading the file.
const write = (name, content) => {
  const partial = `dist/.${name}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, `dist/${name}`);
};

const scripts = [];
for (const [name, entry, extra] of [['m', 'tracker', false], ['m-extra', 'tracker', true], ['share', 'share', false], ['survey', 'survey', false]]) {
  const bytes = Buffer.from(await bundle(entry, extra)), small = brotli(bytes);
  scripts.push({ name, bytes, small });
  console.log(`${name}.js: ${small.length}${budgets[name] ? ` of ${budgets[name]}` : ''} bytes in brotli, ${bytes.length} bare`);
}

// Nothing is written before this: what an over-weight build left behind would pass for up to date next time.
for (const { name, small } of scripts) {
  if (small.length > budgets[name]) {
    console.error(`tracker: error : ${name}.js weighs ${small.length} bytes in brotli, over its budget of ${budgets[name]}`);
    process.exit(1);
  }
}
for (const { name, bytes, small } of scripts.reverse()) {
  write(`${name}.js.br`, small);
  write(`${name}.js.gz`, gzipSync(bytes, { level: 9 }));
  write(`${name}.js`, bytes);
}
