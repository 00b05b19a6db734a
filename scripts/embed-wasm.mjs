// Writes the WebAssembly of the simulator's engine into a TypeScript module: packages/backends/simulator/emit, run with binaryen.
// Usage: node scripts/embed-wasm.mjs   (runs before every type check and build; does nothing while its sources are the same)
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const packageDir = path.resolve(import.meta.dirname, '../packages/backends/simulator');
const target = path.join(packageDir, 'src/wasm/engine.generated.ts');
const resolveHere = createRequire(path.join(packageDir, 'package.json')).resolve;

const sources = [
  path.join(packageDir, 'src/wasm/layout.ts'),
  path.join(packageDir, 'src/wasm/frames-layout.ts'),
  ...fs
    .readdirSync(path.join(packageDir, 'emit'))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(packageDir, 'emit', file)),
];
const hash = createHash('sha256');
for (const file of sources) hash.update(fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
hash.update(JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8')).devDependencies.binaryen);
const head = `// Written by scripts/embed-wasm.mjs from packages/backends/simulator/emit, ${hash.digest('hex')}.\n`;

const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
if (!current.startsWith(head)) {
  const [{ tsImport }, { default: binaryen }] = await Promise.all([
    import('tsx/esm/api'),
    import(pathToFileURL(resolveHere('binaryen')).href),
  ]);
  const { emitEngine } = await tsImport(path.join(packageDir, 'emit/module.ts'), import.meta.url);
  const base64 = Buffer.from(emitEngine(binaryen)).toString('base64');
  fs.writeFileSync(
    target,
    `${head}/** The module of the engine, base64. */\nexport const engineBytes = '${base64}';\n`,
  );
}
