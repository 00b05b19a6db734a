export { packParameters, type PackedLayer } from './pack-parameters.ts';
