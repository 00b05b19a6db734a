import { CycleSimulation } from './by-cycle/simulation.ts';
import { causes } from './by-cycle/wires.ts';
import type { ActorNetwork } from './network.ts';

/** What an actor does in a cycle, as the value of its signal. */
const doing = { fires: '0', starved: '1', waits: '10', blocked: '11' } as const;

/** Short names of signals, as the format has them: printable characters from `!` on. */
function* identifiers(): Generator<string> {
  const [first, count] = [33, 94];
  for (let i = 0; ; i++) {
    let name = '';
    for (let rest = i; ; rest = Math.floor(rest / count) - 1) {
      name += String.fromCharCode(first + (rest % count));
      if (rest < count) break;
    }
    yield name;
  }
}

/**
 * The first frames of a design as a value change dump (IEEE 1364), for GTKWave: the words that each queue holds and what
 * each actor does, 0 fires, 1 starves, 2 waits for an actor of its layer, 3 is blocked. A cycle is 1 ns.
 */
export function vcdOf(network: ActorNetwork, frames: number): string {
  const names = identifiers();
  const idOf = (): string => names.next().value as string;
  const queues = network.queues.map(() => idOf());
  const actors = network.actors.map(() => idOf());
  const safe = (name: string): string => name.replace(/[^\w.]+/g, '_');
  const lines = [
    '$timescale 1 ns $end',
    '$scope module finnc $end',
    '$scope module words $end',
    ...network.queues.map(({ name }, i) => `$var integer 32 ${queues[i]!} ${safe(name)} $end`),
    '$upscope $end',
    '$scope module layers $end',
    ...network.actors.map(({ name }, i) => `$var reg 2 ${actors[i]!} ${safe(name)} $end`),
    '$upscope $end',
    '$upscope $end',
    '$enddefinitions $end',
  ];
  const changes = new Map<number, string[]>();
  const at = (time: number): string[] => {
    const found = changes.get(time) ?? [];
    changes.set(time, found);
    return found;
  };
  at(0).push(...queues.map((id) => `b0 ${id}`), ...actors.map((id) => `b0 ${id}`));
  const simulation = new CycleSimulation(network, {
    frames,
    trace: {
      queue: (time, queue, words) => void at(time).push(`b${words.toString(2)} ${queues[queue]!}`),
      actor: (time, actor, cause) => {
        const last = network.queues.length + 1;
        const value =
          cause === causes.fires
            ? doing.fires
            : cause < last
              ? doing.starved
              : cause === last
                ? doing.waits
                : doing.blocked;
        at(time).push(`b${value} ${actors[actor]!}`);
      },
    },
  });
  while (!simulation.isDone && simulation.cycle());
  at(simulation.time);
  for (const [time, values] of [...changes].toSorted(([a], [b]) => a - b)) lines.push(`#${time}`, ...values);
  return `${lines.join('\n')}\n`;
}
