/** One layer of a pipeline, with the layers it reads; without `after` it reads the layer before it in the list. */
export interface LayerCycles {
  readonly name: string;
  /** Clock cycles one frame occupies the layer. */
  readonly cycles: number;
  readonly after?: readonly string[];
}

/** FINN's network estimate, with the units in the names. */
export interface Performance {
  /** Longest path of summed layer cycles: no overlap between layers, so an upper bound in spirit. */
  readonly criticalPathCycles: number;
  readonly maxCycles: number;
  /** The first layer, in order, that reaches `maxCycles`. */
  readonly maxCyclesNode: string;
  readonly throughputFps: number;
  readonly latencyNs: number;
}

/**
 * Throughput and latency of a pipeline from its layers' cycles, ideal FIFOs assumed.
 *
 * @param layers    in topological order, at least one
 * @param clockMhz  clock of the whole pipeline
 * @throws RangeError without layers, at a clock that is not positive, or when `after` names a layer not yet listed
 * @see FINN `analysis/fpgadataflow/dataflow_performance.py` and the step that writes estimate_network_performance.json
 */
export function networkPerformance(layers: readonly LayerCycles[], clockMhz: number): Performance {
  if (!(clockMhz > 0)) throw new RangeError(`clock of ${clockMhz} MHz`);
  const finish = new Map<string, number>();
  let previous: string | undefined;
  let slowest: LayerCycles | undefined;
  let criticalPathCycles = 0;
  for (const layer of layers) {
    const sources = layer.after ?? (previous === undefined ? [] : [previous]);
    const starts = sources.map((name) => {
      const cycles = finish.get(name);
      if (cycles === undefined) throw new RangeError(`layer '${layer.name}' comes before '${name}', which it reads`);
      return cycles;
    });
    const done = Math.max(0, ...starts) + layer.cycles;
    finish.set(layer.name, done);
    criticalPathCycles = Math.max(criticalPathCycles, done);
    if (!slowest || layer.cycles > slowest.cycles) slowest = layer;
    previous = layer.name;
  }
  if (!slowest) throw new RangeError('a pipeline without layers has no rate');
  return {
    criticalPathCycles,
    maxCycles: slowest.cycles,
    maxCyclesNode: slowest.name,
    throughputFps: (clockMhz * 1e6) / slowest.cycles,
    latencyNs: (criticalPathCycles * 1000) / clockMhz,
  };
}

/**
 * Cycles a layer may take per frame at a frame rate; rounded down, so that the rate is reached.
 *
 * @throws RangeError at a rate or clock that is not positive
 * @see FINN `DataflowBuildConfig._resolve_cycles_per_frame`
 */
export function targetCycles(clockMhz: number, fps: number): number {
  if (!(clockMhz > 0) || !(fps > 0)) throw new RangeError(`no cycle target for ${fps} frames/s at ${clockMhz} MHz`);
  return Math.floor((clockMhz * 1e6) / fps);
}
