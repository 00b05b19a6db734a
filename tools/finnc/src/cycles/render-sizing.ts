import { decimal, type Paint } from '@finnc/backend-report';
import type { SizingResult } from '../commands/size-fifos.ts';
import { entry } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Depths of FIFOs for people: a row a FIFO, then what they cost and prove. */
export function sizingText(file: string, result: SizingResult, paint: Paint): string {
  const { fifos, interval, bound, bits, before, finnBits, lowerBound, unproven, firstFrame, fps, clockMhz } = result;
  const right = (heading: string) => ({ heading, align: 'right' }) as const;
  const [heading = '', ...rows] = textTable(
    [{ heading: 'FIFO' }, ...['words', 'bits', 'depth before', 'least', 'depth', "FINN's rule"].map(right)],
    fifos.map((fifo) => [
      fifo.name,
      decimal(fifo.words),
      String(fifo.bits),
      String(fifo.before),
      String(fifo.least),
      String(fifo.depth),
      String(fifo.finn),
    ]),
  );
  const unbounded = `endless FIFOs ${decimal(bound.interval)}, which ${bound.name} takes by itself`;
  const { stoodStill } = result;
  const lines = [
    entry('design', file),
    '',
    ...(fifos.length > 0 ? [paint('heading', heading), ...rows] : ['no FIFO is needed between layers']),
    '',
    ...(stoodStill
      ? [
          entry('before', `stood still: ${stoodStill.waits.join('; ')}`),
          ...(stoodStill.remedies.length > 0 ? [entry('freed by', stoodStill.remedies.join(', or '))] : []),
        ]
      : []),
    entry('interval', `${decimal(interval)} cycles a frame at most, for ever; ${unbounded}`),
    entry('rate', `${decimal(fps)} FPS at ${decimal(clockMhz)} MHz`),
    entry('first', `the first frame has left after ${decimal(firstFrame)} cycles`),
    entry('bits', `${decimal(bits)}; ${decimal(before)} before, ${decimal(finnBits)} by FINN's rule`),
    entry('at least', `${decimal(lowerBound)} bits, whatever the depths`),
    entry(
      'least',
      unproven > 0
        ? `${decimal(unproven)} FIFOs may be deeper than they have to be: there was too much to compute`
        : 'no FIFO can lose a word, before rounding, without missing the interval',
    ),
  ];
  return `${lines.join('\n')}\n`;
}
