import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import type { Subject } from '../subject.ts';

/** The Python that has qonnx: `FINNC_PYTHON`, or what is on the path; undefined if it has not. */
export function pythonWithQonnx(): string | undefined {
  const python = process.env['FINNC_PYTHON'] ?? 'python3';
  const { status } = spawnSync(python, ['-c', 'import qonnx, onnxruntime']);
  return status === 0 ? python : undefined;
}

/** A model file in qonnx's executor, a frame a call, in a process of its own that lives until it is closed. */
export async function qonnxSubject(python: string, network: string, file: string): Promise<Subject> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-qonnx-'));
  const plain = path.join(folder, 'model.onnx');
  const bytes = readFileSync(file);
  writeFileSync(plain, file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const script = path.join(import.meta.dirname, 'qonnx_peer.py');
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const child = spawn(python, [script, plain], { env: { ...process.env, ...threads } });
  const next = lineReader(child);
  const detail = await next();
  return {
    engine: 'qonnx',
    detail,
    network,
    threads: 1,
    mode: 'throughput',
    batch: 1,
    async run(calls) {
      child.stdin.write(`${calls}\n`);
      await next();
    },
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The lines that a process prints, one a call. */
function lineReader(child: ChildProcessWithoutNullStreams): () => Promise<string> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  return async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`qonnx ended: ${errors}`);
    return line.value;
  };
}
