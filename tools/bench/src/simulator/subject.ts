/** Something that classifies frames, ready to be timed. */
export interface Subject {
  readonly engine: string;
  /** Instruction set, compiler, family of kernels, version: what a reader needs to know beside the name. */
  readonly detail: string;
  readonly network: string;
  readonly threads: number;
  readonly mode: 'throughput' | 'latency';
  /** Frames a call. */
  readonly batch: number;
  /** So many calls, one after the other; a plain function where a promise would be measured with it. */
  run(calls: number): void | Promise<void>;
  close(): void | Promise<void>;
}

/** What a subject was measured to do; in place of figures, why there are none. */
export interface Measurement extends Omit<Subject, 'run' | 'close'> {
  readonly rate?: Rate;
  readonly note?: string;
}

export interface Rate {
  /** Median of the rounds. */
  readonly framesPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  readonly rounds: number;
  /** Processor time of this process a frame, all threads together: what other work on the machine changes little. */
  readonly processorMicroseconds: number;
}

export interface Effort {
  readonly rounds: number;
  /** Of each subject in each round. */
  readonly seconds: number;
}

/**
 * Times subjects in turns, a round of all after the other: what slows the machine down for a while meets them all.
 *
 * Calls in a row are chosen in a first round, which counts as warm-up.
 */
export async function measureInTurns(subjects: readonly Subject[], effort: Effort): Promise<Measurement[]> {
  const calls: number[] = [];
  for (const subject of subjects) calls.push(await callsFor(subject, effort.seconds));
  const rates = subjects.map((): number[] => []);
  const costs = subjects.map((): number[] => []);
  for (let round = 0; round < effort.rounds; round++) {
    for (const [i, subject] of subjects.entries()) {
      await pause();
      const frames = calls[i]! * subject.batch;
      const before = process.cpuUsage();
      rates[i]!.push(frames / (await secondsOf(subject, calls[i]!)));
      const { user, system } = process.cpuUsage(before);
      costs[i]!.push((user + system) / frames);
    }
  }
  return subjects.map(({ run: _, close: __, ...about }, i) => ({ ...about, rate: rateOf(rates[i]!, costs[i]!) }));
}

/** Threads of the subject before may still be waiting for work in a loop. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

async function callsFor(subject: Subject, seconds: number): Promise<number> {
  // Doubled until it takes a tenth of the time: by then just-in-time compilers have done their work.
  for (let calls = 1; ; calls *= 2) {
    const taken = await secondsOf(subject, calls);
    if (taken >= seconds / 10) return Math.max(1, Math.round((calls * seconds) / taken));
  }
}

async function secondsOf(subject: Subject, calls: number): Promise<number> {
  const start = performance.now();
  const running = subject.run(calls);
  if (running) await running;
  return (performance.now() - start) / 1000;
}

/**
 * Median and extremes of rates.
 *
 * @param costs  microseconds of the processor a frame, in each round
 */
export const rateOf = (rates: readonly number[], costs: readonly number[]): Rate => ({
  framesPerSecond: medianOf(rates),
  slowest: Math.min(...rates),
  fastest: Math.max(...rates),
  rounds: rates.length,
  processorMicroseconds: medianOf(costs),
});

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** Frames a second over some time, after one call to warm up. */
export async function shortRate(run: () => Promise<unknown>, batch: number, seconds: number): Promise<number> {
  await run();
  const start = performance.now();
  let [calls, taken] = [0, 0];
  while (taken < seconds * 1000) {
    await run();
    calls++;
    taken = performance.now() - start;
  }
  return (1000 * calls * batch) / taken;
}
