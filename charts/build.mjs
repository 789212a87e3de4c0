// Bundles the parts of Apache ECharts that the charts use, and fails when the script is heavier than its budget.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

// In brotli: with the style sheets and a page it stays far below the 300 KB that a page may weigh.
const budget = 190_000;

const result = await build({
  entryPoints: ['src/charts.js'], bundle: true, minify: true, write: false, format: 'iife', target: 'es2021', legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
});
const bytes = Buffer.from(result.outputFiles[0].text);
const small = brotliCompressSync(bytes).length;
console.log(`charts.js: ${small} of ${budget} bytes in brotli, ${bytes.length} bare`);
if (small > budget) {
  console.error(`charts: error : charts.js weighs ${small} bytes in brotli, over its budget of ${budget}`);
  process.exit(1);
}
mkdirSync('dist', { recursive: true });
// Whole or not at all: another build may be reading the file.
const partial = `dist/.charts.js.${process.pid}`;
writeFileSync(partial, bytes);
renameSync(partial, 'dist/charts.js');
