import type { Engine, EngineRecipe, LoadedProgram } from '../engine.ts';

/** What the engine of these tests does to a byte, and how it may fail. */
export interface DoublingProgram {
  readonly table: Uint8Array;
  /** What happens at this input value. */
  readonly at?: number;
  readonly fails?: 'exit' | 'throw' | 'hang';
}

export const doublingRecipe = (refuses = false): EngineRecipe => ({ module: import.meta.url, data: { refuses } });

/** An engine that looks bytes up in a table. */
export function engine({ refuses }: { readonly refuses: boolean }): Engine {
  if (refuses) throw new Error('no such library');
  return {
    name: 'native',
    detail: 'of the test',
    again: doublingRecipe(),
    frames: { load: (program) => load(program as unknown as DoublingProgram) },
    sliced: { frames: 8, complements: false, load: (program) => load(program as unknown as DoublingProgram) },
  };
}

function load({ table, at, fails }: DoublingProgram): LoadedProgram {
  return {
    run([input], _frames, [output]) {
      for (let i = 0; i < input!.length; i++) {
        const value = input![i]!;
        if (value === at && fails === 'exit') process.exit(7);
        if (value === at && fails === 'throw') throw new Error('a wrong instruction');
        if (value === at && fails === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        output![i] = table[value]!;
      }
    },
    close: () => undefined,
  };
}
