import type { Pipeline } from '@finnc/ir/hw';
import type { ActorNetwork } from '../network.ts';

/** The same network with pipelines in which more room never delays: stages with credits, or a single register. */
export const monotone = (network: ActorNetwork, credits: boolean): ActorNetwork => ({
  ...network,
  actors: network.actors.map((actor) => {
    const { pipeline } = actor;
    if (pipeline?.stall !== 'whole') return actor;
    const { latency } = pipeline;
    const other: Pipeline = credits
      ? { stall: 'credit', latency, credits: latency + 1 }
      : { stall: 'whole', latency: 1 };
    return { ...actor, pipeline: other };
  }),
});
