// Writes the JavaScript of packages into their `dist`, beside the declarations of tsc: few files instead of hundreds, of which
// finding and opening takes longer than running. A package stays one: what it imports from others is left to them, so every op
// and facet is there once, for plugins too; what is loaded on demand stays in files of its own.
// Usage: node scripts/bundle.mjs [PACKAGE FOLDER...]   (all published packages; by `npm run build`, after tsc)
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** Modules that are loaded by their address, besides those that `exports` and `bin` name. */
const byAddress = {
  '@finnc/backend-simulator': ['node/worker', 'node/native/native-engine', 'wasm/engine'],
  finnc: ['cli'],
};

const folders = process.argv.slice(2).map((folder) => path.resolve(folder));
await Promise.all((folders.length > 0 ? folders : publishedFolders()).map(bundle));

function publishedFolders() {
  const { references } = JSON.parse(fs.readFileSync(path.join(root, 'tsconfig.json'), 'utf8'));
  const all = references.map((reference) => path.join(root, reference.path));
  return all.filter((folder) => manifestOf(folder).private !== true);
}

function manifestOf(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

async function bundle(folder) {
  const { name, exports } = manifestOf(folder);
  const [source, outdir] = [path.join(folder, 'src'), path.join(folder, 'dist')];
  const exported = Object.values(exports).flatMap((entry) => entry['@finnc/source'] ?? []);
  const modules = [
    ...exported.map((file) => path.relative(source, path.join(folder, file)).replace(/\.ts$/, '')),
    ...(byAddress[name] ?? []),
  ];
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(modules.map((module) => [module, path.join(source, `${module}.ts`)])),
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    // Text of one byte a character is read and compiled faster.
    charset: 'ascii',
    plugins: [ownAddress(source)],
    write: false,
  });
  if (fs.existsSync(outdir)) removeScripts(outdir);
  for (const { path: file, contents } of outputFiles) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, contents);
  }
}

/** `import.meta.url` is that of the module, as if it had a file of its own, wherever its text goes. */
function ownAddress(source) {
  return {
    name: 'own-address',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const text = fs.readFileSync(file, 'utf8');
        if (!text.includes('import.meta.url')) return undefined;
        const module = path.relative(source, file).split(path.sep).join('/').replace(/\.ts$/, '.js');
        const dist = `import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + '/dist/'.length)`;
        return { contents: text.replaceAll('import.meta.url', `(${dist} + '${module}')`), loader: 'ts' };
      });
    },
  };
}

/** What an earlier build has left. */
function removeScripts(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /\.js(\.map)?$/.test(entry.name))
      fs.rmSync(path.join(entry.parentPath ?? entry.path, entry.name));
  }
}
