// What the modules ask of a page when they are loaded. Imported first.
globalThis.document = { currentScript: { src: 'https://stats.example/m.js', dataset: {} } };
