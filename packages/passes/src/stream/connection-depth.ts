/**
 * Beats of the FIFO between two layers on a way without branches: one burst of the producer, so that a layer that writes
 * back to back does not wait for a reader that has not started.
 */
export const connectionDepth = ({ burst = 2 }: { readonly burst?: number }, maxDepth: number): number =>
  Math.min(Math.max(2, burst), maxDepth);
