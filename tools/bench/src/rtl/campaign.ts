import type { Registry } from '@finnc/ir';
import { checkDesigns, type RtlDesign, type RtlVerdict } from './check-designs.ts';
import { randomDesign } from './random-design.ts';

/** Frames of each run: more than a pipeline of small layers holds. */
export const campaignFrames = 6;

export interface RtlCampaignOptions {
  /** Networks are those of `seed`, `seed + 1`, … that are not refused, until there are `count`. */
  readonly seed: number;
  readonly count: number;
  /** Designs in one Verilator simulation: one compiler run for many, whose modules share their headers. */
  readonly batch?: number;
  readonly onBatch?: (verdicts: readonly RtlVerdict[]) => void;
}

export interface RtlCampaign {
  readonly verdicts: readonly RtlVerdict[];
  readonly refused: number;
  /** In how many designs each op occurs. */
  readonly ops: ReadonlyMap<string, number>;
}

/** Compares the RTL of random networks, in Verilator, with the simulator and both cycle models. */
export async function rtlCampaign(
  registry: Registry,
  { seed, count, batch = 25, onBatch }: RtlCampaignOptions,
): Promise<RtlCampaign> {
  const verdicts: RtlVerdict[] = [];
  const ops = new Map<string, number>();
  let next = seed;
  let refused = 0;
  while (verdicts.length < count) {
    const designs: RtlDesign[] = [];
    while (designs.length < Math.min(batch, count - verdicts.length)) {
      const design = await randomDesign(next++, registry);
      if (design) designs.push(design);
      else refused++;
    }
    for (const { graph } of designs)
      for (const name of new Set(graph.order().map(({ op }) => op.name))) ops.set(name, (ops.get(name) ?? 0) + 1);
    const found = await checkDesigns(designs, registry, { frames: campaignFrames });
    verdicts.push(...found);
    onBatch?.(found);
  }
  return { verdicts, refused, ops };
}
