import type { Paint } from '@finnc/backend-report';
import { count } from '../steps/describe.ts';
import { entry } from '../terminal.ts';
import { textTable, type Column } from '../text-table.ts';
import type { Agreement, Divergence } from './agreement.ts';
import { nearTie, type LayerMargin } from './margins.ts';
import type { StageResult } from './stage.ts';
import type { Verification } from './verify.ts';

/** A verification for people: a row a stage, the first difference of each, and the smallest margin. */
export function verificationText(found: Verification, paint: Paint): string {
  const { file, frames, reference, stages, margins, equivalent } = found;
  if (stages.length === 0) return `${entry('model', file)}\n`;
  const [heading = '', ...rows] = stageTable(stages, frames);
  const lines = [
    entry('model', file),
    entry('inputs', count(frames, 'frame')),
    entry('reference', reference),
    '',
    paint('heading', heading),
    ...rows,
    ...firstDifferences(stages),
    '',
    ...marginLines(margins),
    entry('verdict', equivalent ? paint('good', 'equivalent') : paint('bad', 'not equivalent')),
  ];
  return `${lines.join('\n')}\n`;
}

const number = (value: number): string => (value === 0 ? '0' : String(Number(value.toPrecision(4))));
const matches = ({ exact, total }: Agreement): string =>
  `${exact.toLocaleString('en-US')} / ${total.toLocaleString('en-US')}`;

function stageTable(stages: readonly StageResult[], frames: number): readonly string[] {
  const hasLabels = stages.some(({ correct }) => correct !== undefined);
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const columns = [
    { heading: 'stage' },
    ...['outputs equal', 'different', 'largest difference', 'inner values equal', 'different'].map(right),
    ...(hasLabels ? [right('accuracy')] : []),
  ];
  const rows = stages.map(({ stage, outputs, tensors, correct = 0 }) => [
    stage,
    ...(outputs.total > 0
      ? [matches(outputs), outputs.differing.toLocaleString('en-US'), number(outputs.largest)]
      : ['', '', '']),
    ...(tensors ? [matches(tensors), tensors.differing.toLocaleString('en-US')] : ['', '']),
    ...(hasLabels ? [`${((100 * correct) / frames).toFixed(2)} %`] : []),
  ]);
  return textTable(columns, rows);
}

/** A difference is told at the stage where it begins: those after it have it too. */
function firstDifferences(stages: readonly StageResult[]): readonly string[] {
  const told = new Set<string>();
  return stages.flatMap(({ stage, outputs, tensors }) => {
    const first = tensors?.first ?? outputs.first;
    const text = first && placeText(first);
    if (text === undefined || told.has(text)) return [];
    told.add(text);
    return [`  first difference of ${stage}: ${text}`];
  });
}

const placeText = ({ tensor, frame, index, channel, expected, found }: Divergence): string =>
  `'${tensor}' of frame ${frame} at [${index.join(', ')}]${channel === undefined ? '' : `, channel ${channel}`} is ${found}, expected ${expected}`;

function marginLines(margins: readonly LayerMargin[]): readonly string[] {
  const [least] = margins;
  if (!least) return [];
  const { layer, channel, step, integer, steps, relative } = least;
  const distance = steps === 0 ? `lies on step ${step + 1}, a tie` : `is ${number(steps)} steps from step ${step + 1}`;
  const place = `${layer}, channel ${channel}: accumulator ${integer} ${distance}`;
  const near = margins.filter((margin) => margin.relative < nearTie).length;
  const told =
    near === 0
      ? 'no quantiser has a near-tie that float32 could decide otherwise'
      : `${near} of ${count(margins.length, 'quantiser')} with a tie, or so near to one that float32 could decide otherwise`;
  return [entry('margin', `${place} (${number(relative)} of the sum)`), entry('', told)];
}
