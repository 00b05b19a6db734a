import { Registry } from '@finnc/ir';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const isInstalled = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

afterEach(() => {
  vi.doUnmock('onnxruntime-node');
  vi.resetModules();
});

describe('where onnxruntime is missing', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.doMock('onnxruntime-node', () => {
      throw new Error("Cannot find package 'onnxruntime-node'\nRequire stack: …");
    });
  });

  it('a network with a host part says how to install it', async () => {
    const { loadHostModel } = await import('./onnxruntime.ts');
    const { problem } = await loadHostModel(new Uint8Array(), []);
    expect(problem).toMatchObject({
      code: 'FINNC5050',
      help: 'it runs the part of the network that is not in hardware; install it with: npm install onnxruntime-node',
    });
    expect(problem?.message).not.toContain('\n');
  });

  it('a comparison with it says what to do without it, too', async () => {
    const { onnxruntimeReference } = await import('./reference-runtime.ts');
    const made = await onnxruntimeReference(new Uint8Array(), new Registry([]), {});
    expect('problem' in made && made.problem).toMatchObject({
      code: 'FINNC5050',
      help: 'it is the reference, unless outputs are given with --expected; install it with: npm install onnxruntime-node',
    });
  });
});

describe.skipIf(!isInstalled)('a model that onnxruntime refuses', () => {
  it('is a diagnostic', async () => {
    const { loadHostModel } = await import('./onnxruntime.ts');
    const { problem } = await loadHostModel(Uint8Array.of(1, 2, 3), []);
    expect(problem).toMatchObject({ code: 'FINNC5051' });
  });
});
