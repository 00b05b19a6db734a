import type { ConfigKey } from './schema.ts';

/** A key of FINN's configuration that means one of ours. */
export interface MappedKey {
  readonly key: ConfigKey;
  /** Its value in our terms; a value of another type passes through, for the schema to complain about. */
  convert?(value: unknown): unknown;
}

/** FINN and FINN+ keys that finnc uses. `board` and `steps` are called the same in both. */
export const mappedKeys: ReadonlyMap<string, MappedKey> = new Map<string, MappedKey>([
  ['model_path', { key: 'model' }],
  ['board', { key: 'board' }],
  ['fpga_part', { key: 'fpgaPart' }],
  // FINN states the period in ns.
  ['synth_clk_period_ns', { key: 'clockMhz', convert: (ns) => (typeof ns === 'number' ? 1000 / ns : ns) }],
  ['target_fps', { key: 'fps' }],
  ['folding_config_file', { key: 'folding' }],
  ['output_dir', { key: 'out' }],
  ['steps', { key: 'steps' }],
  ['start_step', { key: 'startStep' }],
  ['stop_step', { key: 'stopStep' }],
]);

/** What FINN calls outputs and which backend of ours makes the nearest thing; undefined needs the vendor's tools. */
export const outputBackends: ReadonlyMap<string, string | undefined> = new Map([
  ['estimate_reports', 'report'],
  ['stitched_ip', 'hls'],
  ['rtlsim_performance', 'simulator'],
  ['out_of_context_synth', undefined],
  ['bitfile', undefined],
  ['pynq_driver', undefined],
  ['cpp_driver', undefined],
  ['deployment_package', undefined],
]);

/** Keys of FINN 0.10 that have no effect in finnc. */
const finnKeys = `
  specialize_layers_config_file folding_two_pass_relaxation mvau_wwidth_max verify_steps verify_input_npy
  verify_expected_output_npy verify_save_full_context verify_save_rtlsim_waveforms stitched_ip_gen_dcp signature
  standalone_thresholds minimize_bit_width shell_flow_type auto_fifo_depths split_large_fifos auto_fifo_strategy
  force_python_rtlsim large_fifo_mem_style hls_clk_period_ns default_swg_exception vitis_platform vitis_floorplan_file
  vitis_opt_strategy save_intermediate_models enable_hw_debug enable_build_pdb_debug verbose
  max_multithreshold_bit_width rtlsim_batch_size rtlsim_use_vivado_comps`;
/** Keys of FINN v1 and its development branch. */
const finnV1Keys = `
  verification_atol fifosim_n_inferences fifosim_input_throttle fifosim_save_waveform mlo loop_body_hierarchy
  loop_body_range infer_shuffle_skip_first cpp_driver_version`;
/** Keys of FINN+ 1.4 and 1.5. */
const finnPlusKeys = `
  layouts_config_file verification_rtol verification_mean_atol verification_mean_rtol passes_frontend live_fifo_sizing
  fpga_memory enable_exception_snapshots enable_instrumentation instrumentation_no_dma console_log_level
  validation_dataset vivado_power_simulate_activity vivado_power_simulation_type experiments_config_path
  partitioning_configuration multi_dnn_config_path teg_max_frames teg_target_interval teg_sim_backend
  teg_minimization_orders teg_milp_max_constraints teg_milp_time_limit teg_milp_fine_candidates
  teg_milp_fallback_to_abstract_sim teg_dump_model verify_nodewise_report`;

export const unusedKeys: ReadonlySet<string> = new Set(
  [finnKeys, finnV1Keys, finnPlusKeys].flatMap((keys) => keys.trim().split(/\s+/)),
);

/** Every key that FINN or FINN+ knows. */
export const allFinnKeys: readonly string[] = [...mappedKeys.keys(), 'generate_outputs', ...unusedKeys];

/** An output as its enum value, whether written `estimate_reports`, `ESTIMATE_REPORTS` or `DataflowOutputType.…`. */
export const outputName = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.replace(/^DataflowOutputType\./, '').toLowerCase() : undefined;
