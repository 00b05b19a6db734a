import type { Paint } from '@finnc/backend-report';
import { entry } from '../terminal.ts';
import { listed, textTable } from '../text-table.ts';
import type { Difference, LayerDifference } from './diff.ts';

/** A comparison of two designs for people: what differs, layer by layer, then the totals. */
export function differenceText({ a, b, layers, totals, equal }: Difference, paint: Paint): string {
  const rows = layers.flatMap(layerRows);
  const [heading = '', ...lines] = textTable(
    ['layer', 'from', 'what', 'A', 'B'].map((text) => ({ heading: text })),
    rows,
  );
  const sums = textTable(
    [{ heading: '' }, { heading: 'A', align: 'right' }, { heading: 'B', align: 'right' }],
    totals.map((change) => [change.what, change.a, change.b]),
  );
  const differing = layers.filter((layer) => layerRows(layer).length > 0).length;
  const blocks = [
    [entry('A', a), entry('B', b)],
    rows.length > 0 ? [paint('heading', heading), ...lines] : [],
    sums,
    [entry('verdict', equal ? paint('good', 'equal') : paint('bad', `${differing} of ${layers.length} layers differ`))],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** A line a change; the layer is named once. */
function layerRows({ a, b, sources, changes }: LayerDifference): readonly (readonly string[])[] {
  const name = a === undefined ? (b ?? '') : b === undefined || a === b ? a : `${a} / ${b}`;
  const lacks = a === undefined ? ['layer', 'none', 'there'] : b === undefined ? ['layer', 'there', 'none'] : undefined;
  const told = [...(lacks ? [lacks] : []), ...changes.map((change) => [change.what, change.a, change.b])];
  return told.map((cells, i) => [...(i === 0 ? [name, listed(sources)] : ['', '']), ...cells]);
}
