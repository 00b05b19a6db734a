// Copies the libraries that backends write out, C++ headers and SystemVerilog modules, into TypeScript modules, so that the
// compiler core reads no files.
// Usage: node scripts/embed-headers.mjs   (runs before every type check and build; writes only what changed)
import fs from 'node:fs';
import path from 'node:path';

const backends = path.resolve(import.meta.dirname, '../packages/backends');
embed('hls', 'hlslib', /\.(hpp|h)$/, 'header');
embed('rtl', 'rtllib', /\.(sv|cpp)$/, 'module');

function embed(backend, library, pattern, what) {
  const root = path.join(backends, backend, library);
  const target = path.join(backends, backend, `src/${library}.generated.ts`);
  const files = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    )
    .sort();
  const entries = files.map((file) => {
    const source = fs.readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
    return `  [${JSON.stringify(file)}, ${JSON.stringify(source)}],\n`;
  });
  const text = `// Written by scripts/embed-headers.mjs from packages/backends/${backend}/${library}.
/** The ${what} library, path below \`${library}/\` to text. */
export const ${library}: ReadonlyMap<string, string> = new Map([
${entries.join('')}]);
`;
  const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
  if (current === text) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

// What else is generated before TypeScript is read.
await import('./embed-wasm.mjs');
