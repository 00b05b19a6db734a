import { elementCode } from '../../onnx/element-formats.ts';
import type { ElementName } from '../../onnx/index.ts';
import { int, type OnnxWriter } from '../writer.ts';

/** The same values in another element type; a comparison's truth values become 0 and 1. */
export const castTo = (cx: OnnxWriter, x: string, type: ElementName): string =>
  cx.emit('Cast', [x], { to: int(elementCode(type)) });
