// Runs the unit tests: node test.mjs [--result FILE]. FILE gets the counts, in the form that the other test projects write.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { build } from 'esbuild';

const result = process.argv[process.argv.indexOf('--result') + 1];
const folder = 'dist/test';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const tests = readdirSync('test').filter(name => name.endsWith('.test.mjs'));
await build({
  entryPoints: tests.map(name => 'test/' + name), outdir: folder, outExtension: { '.js': '.mjs' }, bundle: true, format: 'esm', platform: 'node',
  define: { EXTRA: 'true' },
});

let fallen = false;
const summary = { passed: 0, failed: 0, skipped: 0, pending: 0, other: 0 };
const count = kind => test => {
  // A file is reported as a test that holds the others; it may also fall before its first one.
  if (test.nesting == 0 && test.name.endsWith('.mjs')) {
    fallen ||= kind == 'failed';
    return;
  }
  summary[test.skip !== undefined ? 'skipped' : kind]++;
};
const stream = run({ files: tests.map(name => `${folder}/${name}`), concurrency: true });
stream.on('test:pass', count('passed')).on('test:fail', count('failed'));
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  if (fallen && !summary.failed) summary.failed = 1;
  if (process.argv.includes('--result')) writeFileSync(result, JSON.stringify({ results: { summary } }));
  process.exitCode = summary.failed || !summary.passed ? 1 : 0;
});
