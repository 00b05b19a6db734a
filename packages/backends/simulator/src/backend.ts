import { defineBackend } from '@finnc/ir';
import { simulatorModel } from './files/model.ts';
import { plainSimulator } from './plain-simulator.ts';

/** Files under `simulator/`: everything `run` needs, without the source model. */
export const simulatorBackend = defineBackend({
  name: 'simulator',
  summary: 'The compiled network as a file that `finnc run` simulates bit-exactly.',
  emit(graph, cx) {
    for (const note of plainSimulator(graph, cx).notes) cx.report(note);
    return new Map(Array.from(simulatorModel(graph), ([name, content]) => [`simulator/${name}`, content]));
  },
});
