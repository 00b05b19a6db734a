import path from 'node:path';
import { hls } from '@finnc/backend-hls';
import type { Engine } from '@finnc/layers/testing';
import { compileNetwork, compiler, hasCompiler } from './compiled-network.ts';

/**
 * The C++ a layer contributes, compiled by g++ against finnc's shim for `ap_int` and `hls::stream`.
 *
 * Each folding is compiled for itself, in one to two seconds.
 */
export const compiledEngine: Engine = {
  name: `C++ by ${path.basename(compiler)}`,
  unavailable(op, registry) {
    if (!registry.answers(hls.id, op)) return `${op} brings no C++`;
    return hasCompiler() ? undefined : `${compiler} is not found`;
  },
  run(graph, frames, registry) {
    const network = compileNetwork(graph, registry, 0);
    try {
      return network.run(frames);
    } finally {
      network.dispose();
    }
  },
};
