export * from './assembly.ts';
export * from './network.ts';
export * from './run.ts';
export { CycleSimulation, runByCycle, type CycleOptions } from './by-cycle/simulation.ts';
export { steadyByCycle, type Steady } from './by-cycle/steady.ts';
export { causes, type Stalls, type Trace } from './by-cycle/wires.ts';
export { periodByEvent, runByEvent } from './by-event/simulation.ts';
