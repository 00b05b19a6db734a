import { attr, sizeOf, tensor, type Tensor, type TensorType } from '@finnc/ir';
import { imageOf } from './vectors.ts';

/**
 * Classes of positions: result (y, x) of an image is of class `rowClasses[y] · C + columnClasses[x]`, C the classes of
 * columns. Two short lists, since hardware that counts rows and columns then needs no table of the whole image.
 *
 * Empty lists: all results are of one class, wherever they stand.
 */
export const positionAttrs = {
  rowClasses: attr.ints({ min: 0, default: [] }),
  columnClasses: attr.ints({ min: 0, default: [] }),
};

export interface PositionAttrs {
  readonly rowClasses: readonly number[];
  readonly columnClasses: readonly number[];
}

/** One class. */
export const anywhere: PositionAttrs = Object.freeze({ rowClasses: [], columnClasses: [] });

const countIn = (list: readonly number[]): number => list.reduce((most, entry) => Math.max(most, entry), 0) + 1;

export interface Positions {
  /** Classes of positions; 1 where it does not matter where a result stands. */
  readonly classes: number;
  /** Of them, those of columns: the step from one class of rows to the next. */
  readonly columns: number;
}

export function positionsOf({ rowClasses, columnClasses }: PositionAttrs): Positions {
  const columns = countIn(columnClasses);
  return { classes: countIn(rowClasses) * columns, columns };
}

/** The class of each result of an image, row by row; empty where there is one class only. */
export function classMap(attrs: PositionAttrs): Int32Array {
  const { columns } = positionsOf(attrs);
  return Int32Array.from(
    attrs.rowClasses.flatMap((row) => attrs.columnClasses.map((column) => row * columns + column)),
  );
}

/**
 * @param y  the result, an NHWC image if there are classes
 * @throws RangeError if the lists are not one entry a row and one a column of it
 */
export function checkPositions(y: TensorType, { rowClasses, columnClasses }: PositionAttrs): void {
  if (rowClasses.length === 0 && columnClasses.length === 0) return;
  const { height, width } = imageOf(y);
  if (rowClasses.length !== height || columnClasses.length !== width)
    throw new RangeError(
      `classes of ${rowClasses.length} rows and ${columnClasses.length} columns for ${height}×${width} results`,
    );
}

/** Rows `[classes · channels, …]` of a table by class, those of one class; a row that serves all stays. */
export function rowsOfClass(table: Tensor, channels: number, position: number): Tensor {
  const [rows = 0, ...rest] = table.type.shape;
  if (rows <= 1) return table;
  const size = channels * sizeOf(rest);
  const data = table.data.subarray(position * size, (position + 1) * size);
  return tensor(table.type.elem, [channels, ...rest], data);
}
