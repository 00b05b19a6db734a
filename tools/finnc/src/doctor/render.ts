import type { Paint } from '@finnc/backend-report';
import { formatOf, type Quantiser } from '../source/quantisers.ts';
import { entry } from '../terminal.ts';
import { listed, textTable, type Column } from '../text-table.ts';
import { count } from '../steps/describe.ts';
import type { Examination, ModelFacts } from './examine.ts';
import type { Obstacle } from './obstacles.ts';

/** An examination for people: what the model is, its layers and quantisers, what becomes hardware, what does not. */
export function examinationText(found: Examination, paint: Paint): string {
  const { file, model, layers, quantisers, obstacles, supported } = found;
  const blocks = [
    [entry('model', file), ...(model ? aboutModel(model) : [])],
    layers.length > 0 ? headed(layerTable(found), paint) : [],
    quantisers.length > 0 ? headed(quantiserTable(quantisers), paint) : [],
    found.hardware && supported ? hardwareLines(found) : [],
    obstacles.length > 0 ? obstacleLines(obstacles, paint) : [],
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${[...text, verdict(found, paint)].join('\n\n')}\n`;
}

const headed = ([heading = '', ...rows]: readonly string[], paint: Paint): readonly string[] => [
  paint('heading', heading),
  ...rows,
];

function aboutModel({ exporter, dialect, opsets, irVersion, nodes, inputs, outputs }: ModelFacts): readonly string[] {
  const versions = Object.entries(opsets).map(([domain, version]) =>
    domain === 'ai.onnx' ? `opset ${version}` : `${domain} ${version}`,
  );
  return [
    entry('exporter', exporter),
    entry('dialect', `${dialect}; ${[...versions, `IR ${irVersion}`].join(', ')}; ${count(nodes, 'node')}`),
    ...inputs.map((input) => entry('input', input)),
    ...outputs.map((output) => entry('output', output)),
  ];
}

const left = (...headings: readonly string[]): readonly Column[] => headings.map((heading) => ({ heading }));
const right = (...headings: readonly string[]): readonly Column[] =>
  headings.map((heading) => ({ heading, align: 'right' }));

const grouped = (value: number | undefined): string => value?.toLocaleString('en-US') ?? '?';

function layerTable({ layers, hardware, obstacles }: Examination): readonly string[] {
  const onHost = new Set(obstacles.flatMap(({ node, behind }) => [node, ...behind]));
  const columns = [...left('layer', 'kind', 'weights', 'input'), ...right('MACs', 'parameters')];
  const rows = layers.map(({ layer, kind, weightFormat, inputFormat, macs, parameters, ...one }) => {
    const isProduct = weightFormat !== undefined || macs !== undefined || /^(Conv|Linear)/.test(kind);
    const figures = isProduct ? [grouped(macs), weightFormat === undefined ? '' : grouped(parameters)] : ['', ''];
    return [
      layer,
      kind,
      weightFormat ?? '',
      inputFormat ?? '',
      ...figures,
      ...(hardware ? [listed(one.hardware) || (onHost.has(one.node) ? 'host' : '')] : []),
    ];
  });
  const sums = (['macs', 'parameters'] as const).map((key) => {
    const sum = grouped(layers.reduce((total, layer) => total + (layer[key] ?? 0), 0));
    const isWhole = layers.every((layer) => layer[key] !== undefined || layer.weights === undefined);
    return isWhole ? sum : `${sum} + ?`;
  });
  return textTable([...columns, ...(hardware ? left('becomes') : [])], [...rows, ['total', '', '', '', ...sums]]);
}

const uses: readonly Quantiser['use'][] = ['activations', 'weights', 'bias'];

function quantiserTable(quantisers: readonly Quantiser[]): readonly string[] {
  const columns = left('quantiser', 'of', 'format', 'scale', 'zero point', 'rounding');
  const ordered = uses.flatMap((use) => quantisers.filter((quantiser) => quantiser.use === use));
  const rows = ordered.map((quantiser) => {
    const { layer, use, scale, zeroPoint = 0, rounding = '' } = quantiser;
    const scaling =
      scale === undefined
        ? '?'
        : typeof scale === 'number'
          ? `${Number(scale.toPrecision(6))} per tensor`
          : `${scale.channels} per channel`;
    return [layer, use, formatOf(quantiser) ?? '?', scaling, String(zeroPoint), rounding.toLowerCase()];
  });
  return textTable(columns, rows);
}

function hardwareLines({ hardware = [] }: Examination): readonly string[] {
  const kinds = new Map<string, number>();
  for (const { kind } of hardware) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [entry('hardware', [...kinds].map(([kind, times]) => `${times} ${kind}`).join(', '))];
}

/** Equal obstacles are told once, with all the layers they stand at. */
function obstacleLines(obstacles: readonly Obstacle[], paint: Paint): readonly string[] {
  const groups = new Map<string, Obstacle[]>();
  for (const obstacle of obstacles) {
    const { op, pass, reason, remedy } = obstacle;
    const key = JSON.stringify([op, pass, reason, remedy]);
    groups.set(key, [...(groups.get(key) ?? []), obstacle]);
  }
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { op, pass, rules, reason, remedy } = first;
    const behind = new Set(group.flatMap((one) => one.behind)).size;
    const declined = rules.length > 0 ? `${pass} (${rules.join(', ')})` : pass;
    return [
      paint('bad', `  ${op} at ${listed(group.map(({ layer }) => layer))}: ${reason}`),
      `    declined by  ${declined}${behind > 0 ? `; ${count(behind, 'node')} behind it follow` : ''}`,
      `    remedy       ${remedy}`,
    ];
  });
  return [`not in hardware: ${count(obstacles.length, 'node')}`, ...lines];
}

function verdict({ model, supported, obstacles, hardware, onHost }: Examination, paint: Paint): string {
  if (!model) return entry('verdict', paint('bad', 'no ONNX model'));
  const host = onHost > 0 ? `, ${count(onHost, 'operation')} on the host` : '';
  if (supported) return entry('verdict', paint('good', `supported: ${count(hardware?.length ?? 0, 'layer')}${host}`));
  const why = obstacles.length > 0 ? count(obstacles.length, 'obstacle') : 'see below';
  return entry('verdict', paint('bad', `not supported: ${why}`));
}
