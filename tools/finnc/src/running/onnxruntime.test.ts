import { afterEach, describe, expect, it, vi } from 'vitest';

const isInstalled = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

afterEach(() => {
  vi.doUnmock('onnxruntime-node');
  vi.resetModules();
});

it('says how to install onnxruntime where it is missing', async () => {
  vi.resetModules();
  vi.doMock('onnxruntime-node', () => {
    throw new Error("Cannot find package 'onnxruntime-node'\nRequire stack: …");
  });
  const { loadHostModel } = await import('./onnxruntime.ts');
  const { problem } = await loadHostModel(new Uint8Array(), []);
  expect(problem).toMatchObject({ code: 'FINNC5050', help: 'install it with: npm install onnxruntime-node' });
  expect(problem?.message).not.toContain('\n');
});

describe.skipIf(!isInstalled)('a model that onnxruntime refuses', () => {
  it('is a diagnostic', async () => {
    const { loadHostModel } = await import('./onnxruntime.ts');
    const { problem } = await loadHostModel(Uint8Array.of(1, 2, 3), []);
    expect(problem).toMatchObject({ code: 'FINNC5051' });
  });
});
