import type { Diagnostic } from '@finnc/ir';

/** What prevents a simulation for a reason that its user can do something about. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(`${diagnostic.code}: ${diagnostic.message}`, options);
    this.diagnostic = diagnostic;
  }
}
