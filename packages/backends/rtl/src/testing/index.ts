export { synthesised, type Netlist } from './netlist.ts';
export {
  emitRtl,
  hasIcarus,
  hasVerilator,
  hasYosys,
  simulate,
  type BenchResult,
  type Simulation,
} from './verilator.ts';
export { benchPauses } from './pauses.ts';
