import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine, LoadedProgram, PortArray } from '@finnc/backend-simulator';

const compiler = 'aarch64-linux-gnu-gcc';
const emulator = 'qemu-aarch64-static';

/**
 * The native engine compiled for NEON and run by an emulator, one process a call: whether the portable C is right on ARM can be
 * told without one. Its packages are `gcc-aarch64-linux-gnu`, `libc6-dev-arm64-cross` and `qemu-user-static`.
 *
 * @returns nothing unless FINNC_ARM64=1 asks for it
 * @throws Error if it is asked for and there is no such compiler or emulator
 */
export function arm64Engine(): Engine | undefined {
  if (process.env['FINNC_ARM64'] !== '1') return undefined;
  const program = compiled();
  return {
    name: 'native',
    detail: 'NEON, emulated',
    sliced: {
      frames: 128,
      complements: false,
      load: ({ code, data, planes, inputs, outputs }) =>
        loaded(program, { family: 0, code, data, at: planes, kilobytes: 0, lengths: [...inputs, ...outputs] }),
    },
    frames: {
      load: ({ code, data, start, arenaBytes, inputs, outputs }) => {
        const kilobytes = Math.ceil(arenaBytes / 1024);
        return loaded(program, { family: 1, code, data, at: start, kilobytes, lengths: [...inputs, ...outputs] });
      },
    },
  };
}

/** The sources of the engine with a main function, as one file that the emulator can run. */
function compiled(): string {
  const native = fileURLToPath(new URL('../native/', import.meta.resolve('@finnc/backend-simulator')));
  const sources = readdirSync(native).filter((name) => name.endsWith('.c'));
  const to = path.join(mkdtempSync(path.join(tmpdir(), 'finnc-arm64-')), 'program');
  const files = [...sources.map((name) => path.join(native, name)), path.join(import.meta.dirname, 'arm64-program.c')];
  const flags = ['-std=gnu11', '-O2', '-fno-strict-aliasing', '-w', '-static', '-DVECTOR_BYTES=16'];
  execFileSync(compiler, [...flags, ...files, '-o', to]);
  return to;
}

interface Call {
  readonly family: 0 | 1;
  readonly code: Int32Array;
  readonly data: Int32Array;
  /** Planes, or the first word of a frame's code. */
  readonly at: number;
  readonly kilobytes: number;
  /** Of inputs, then of outputs. */
  readonly lengths: readonly { readonly length: number }[];
}

/** See `arm64-program.c` for what is written and read. */
function loaded(program: string, { family, code, data, at, kilobytes, lengths }: Call): LoadedProgram {
  return {
    run(inputs, frames, outputs) {
      const ports = [...inputs, ...outputs];
      const head = [family, frames, code.length, data.length, at, kilobytes, inputs.length, outputs.length];
      const bytes = ports.map((array, i) => lengths[i]!.length * array.BYTES_PER_ELEMENT);
      const words = Int32Array.from([...head, ...lengths.map(({ length }) => length), ...bytes]);
      const given = inputs.map((array, i) => bytesOf(array).subarray(0, bytes[i]! * frames));
      const input = Buffer.concat([bytesOf(words), bytesOf(code), bytesOf(data), ...given]);
      const found = execFileSync(emulator, [program], { input, maxBuffer: 2 ** 30 });
      let from = 0;
      for (const [i, output] of outputs.entries()) {
        const size = bytes[inputs.length + i]! * frames;
        bytesOf(output).set(found.subarray(from, from + size));
        from += size;
      }
    },
    close: () => undefined,
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: PortArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
