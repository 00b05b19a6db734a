// finnc as a library: values in, values out. Run it from the root of the repository:
//
//   node --import tsx --conditions=@finnc/source examples/scripts/pipeline.ts
//
// In a project of your own, `npm install finnc` and plain `node` are enough.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compile, loadModel, parsePipeline, Registry, renderDiagnostic, runPipeline, standardPlugins } from 'finnc';
import { convertToHw, definePass, narrow, qnn, streamline, tidyUp, type Pass } from 'finnc/plugin';
import constantNeurons from 'finnc-pass-constant-neurons';

const file = path.resolve(import.meta.dirname, '../models/tfc-w1a1.onnx.gz');
const model = readFileSync(file);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const check = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(`the example does not do what it says: ${what}`);
};

// 1. The whole build, as `finnc build` does it.
const built = await compile({ model, file, config: { board: 'ZC706', fps: 100_000, backend: ['report'] } });
for (const diagnostic of built.diagnostics) print(renderDiagnostic(diagnostic));
check(built.exitCode === 0, 'the build succeeds');
print('Layers');
for (const { name, cycles, plumbing } of built.report?.layers ?? [])
  if (!plumbing) print(`  ${name}: ${cycles ?? 'unknown'} cycles`);
print(`Files\n  ${[...built.files.keys()].filter((name) => name.startsWith('report/')).join('\n  ')}`);

// 2. The same with passes of one's own choice, written as text; those of a plugin are among them.
const pipeline = 'tidy-up,streamline,drop-constant-neurons{multiple-of=8},narrow,convert-to-hw,fold,insert-streams';
const custom = await compile({
  model,
  file,
  plugins: [constantNeurons],
  config: { board: 'ZC706', pipeline, backend: ['report'] },
});
print(`Steps\n  ${custom.steps.map(({ step, summary }) => `${step}: ${summary}`).join('\n  ')}`);
check(
  custom.exitCode === 0 && custom.steps.some(({ step }) => step === 'drop-constant-neurons'),
  'the plugin’s pass runs',
);

// 3. Passes on a graph, one by one, with a pass that only looks. A pipeline is an array.
const registry = new Registry([...standardPlugins, constantNeurons]);
const { graph } = loadModel(model, registry.importers, { file });
if (!graph) throw new Error('the model cannot be read');

const countWeights = definePass({
  name: 'count-weights',
  summary: 'Print the bits of all weights.',
  needs: 'integer',
  run(state) {
    const bits = state.order().map((node) => {
      const { type } = (node.op.name === qnn.matMul.name ? node.operand['b'] : undefined) ?? {};
      return type ? type.elem.bits * type.shape.reduce((product, size) => product * size, 1) : 0;
    });
    print(`Weights\n  ${bits.reduce((sum, n) => sum + n, 0)} bits`);
  },
});

const passes: readonly Pass[] = [tidyUp(), streamline(), narrow(), countWeights(), convertToHw()];
const finished = runPipeline(graph, passes, {
  ask: (facet, node, cx) => registry.ask(facet, node, cx),
  report: (diagnostic) => print(renderDiagnostic(diagnostic)),
  lowerings: registry.lowerings,
});
check(finished, 'all passes run');
print(
  `Hardware\n  ${graph
    .order()
    .map(({ name }) => name)
    .join(', ')}`,
);

// 4. Mistakes are values, too.
const parsed = parsePipeline('streamlin,fold{target-cycle=100}', registry.passes);
const mistakes = 'diagnostics' in parsed ? parsed.diagnostics : [];
check(mistakes.length === 2, 'both mistakes are found');
for (const mistake of mistakes) print(renderDiagnostic(mistake));
