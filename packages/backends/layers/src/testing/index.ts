export type { Engine } from './engine.ts';
export { foldingsOf, onlyNode, refolded, type Fold } from './foldings.ts';
export { simulatorEngine } from './simulator-engine.ts';
export { testLayer, type LayerCases } from './test-layer.ts';
