import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { recordingSink } from '../console.test.support.ts';

it('finnc verify leaves out the C++ where there is no compiler, and says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-no-compiler-'));
  // The compiler is looked up once, when the command is loaded.
  vi.stubEnv('CXX', path.join(folder, 'absent-compiler'));
  vi.resetModules();
  try {
    const { main } = await import('../main.ts');
    writeFileSync(path.join(folder, 'tiny.onnx'), generated['tiny.onnx']!());
    const [out, err]: [string[], string[]] = [[], []];
    const console = { cwd: folder, env: {}, out: recordingSink(out), err: recordingSink(err) };
    expect(await main(['verify', 'tiny.onnx'], console)).toBe(0);
    expect(err.join('')).toContain('warning FINNC5804: ');
    expect(err.join('')).toContain('environment variable CXX');
    expect(out.join('')).toContain('simulator');
    expect(out.join('')).not.toContain('C++');
  } finally {
    vi.unstubAllEnvs();
    vi.resetModules();
    rmSync(folder, { recursive: true });
  }
});
