// Copies the HLS library's headers into a TypeScript module, so that the compiler core reads no files.
// Usage: node scripts/embed-headers.mjs   (runs before every type check and build; writes only what changed)
import fs from 'node:fs';
import path from 'node:path';

const packageDir = path.resolve(import.meta.dirname, '../packages/backends/hls');
const root = path.join(packageDir, 'hlslib');
const target = path.join(packageDir, 'src/hlslib.generated.ts');

const headers = fs
  .readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(hpp|h)$/.test(entry.name))
  .map((entry) =>
    path
      .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
      .split(path.sep)
      .join('/'),
  )
  .sort();

const entries = headers.map((file) => {
  const header = fs.readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
  return `  [${JSON.stringify(file)}, ${JSON.stringify(header)}],\n`;
});
const text = `// Written by scripts/embed-headers.mjs from packages/backends/hls/hlslib.
/** The header library, path below \`hlslib/\` to text. */
export const hlslib: ReadonlyMap<string, string> = new Map([
${entries.join('')}]);
`;

const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
if (current !== text) {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

// What else is generated before TypeScript is read.
await import('./embed-wasm.mjs');
