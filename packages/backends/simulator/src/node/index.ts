export * from './simulator.ts';
export * from './engines.ts';
export { workerTeam } from './worker-team.ts';
