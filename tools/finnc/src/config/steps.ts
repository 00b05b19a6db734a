/** The steps of `build`, in order. */
export const stepNames = [
  'import',
  'tidy-up',
  'streamline',
  'partition-host',
  'narrow',
  'convert-to-hw',
  'fold',
  'insert-streams',
  'size-fifos',
  'check',
  'emit-simulator',
  'emit-hls',
  'report',
] as const;

export type StepName = (typeof stepNames)[number];

/** Whether a step makes a new state of the graph; `check` and those after it only read it. */
export const isGraphStep = (step: StepName): boolean => stepNames.indexOf(step) < stepNames.indexOf('check');

/** What a step name stands for: where a build with it as only, first or last step runs. */
export interface ResolvedStep {
  /** In our order; empty for what only the vendor's tools do. */
  readonly steps: readonly StepName[];
  readonly start?: StepName;
  readonly stop?: StepName;
}

const covers = (...steps: readonly StepName[]): ResolvedStep => {
  const [start] = steps;
  const stop = steps.at(-1);
  return start && stop ? { steps, start, stop } : { steps };
};
/** No counterpart, but a build may begin after it or end before it. */
const skipped = (start?: StepName, stop?: StepName): ResolvedStep => ({
  steps: [],
  ...(start ? { start } : {}),
  ...(stop ? { stop } : {}),
});

/**
 * FINN's, FINN+'s and FINN v1's step names.
 *
 * FINN narrows after folding and we narrow before, so `step_minimize_bit_width` as the last step must include folding,
 * and as the first must not repeat it.
 */
export const stepAliases: Readonly<Record<string, ResolvedStep>> = {
  step_qonnx_to_finn: covers('import'),
  step_tidy_up: covers('tidy-up'),
  step_streamline: covers('streamline', 'partition-host'),
  step_convert_to_hw: covers('convert-to-hw'),
  step_convert_to_hls: covers('convert-to-hw'),
  step_create_dataflow_partition: skipped('fold', 'convert-to-hw'),
  step_specialize_layers: skipped('fold', 'convert-to-hw'),
  step_target_fps_parallelization: covers('fold'),
  step_apply_folding_config: covers('fold'),
  step_minimize_bit_width: { steps: ['narrow'], start: 'insert-streams', stop: 'fold' },
  step_generate_estimate_reports: covers('report'),
  step_hw_codegen: covers('emit-hls'),
  step_hls_codegen: covers('emit-hls'),
  step_hw_ipgen: skipped(undefined, 'emit-hls'),
  step_hls_ipgen: skipped(undefined, 'emit-hls'),
  step_set_fifo_depths: covers('insert-streams', 'size-fifos'),
  step_create_stitched_ip: skipped(undefined, 'emit-hls'),
  step_measure_rtlsim_performance: covers('emit-simulator'),
  step_out_of_context_synthesis: skipped(undefined, 'report'),
  step_synthesize_bitfile: skipped(undefined, 'report'),
  step_make_pynq_driver: skipped(undefined, 'report'),
  step_make_driver: skipped(undefined, 'report'),
  step_deployment_package: skipped(undefined, 'report'),
  phase_prepare_model: covers('import', 'tidy-up'),
  phase_optimize_model: covers('streamline', 'partition-host', 'narrow'),
  phase_convert_to_hardware: covers('convert-to-hw'),
  phase_optimize_hardware: covers('fold', 'insert-streams', 'size-fifos'),
  phase_build_hardware: covers('check', 'emit-simulator', 'emit-hls'),
  phase_generate_outputs: covers('report'),
};

/** Every name that a step may be given by, ours first. */
export const allStepNames: readonly string[] = [...stepNames, ...Object.keys(stepAliases)];

const isStep = (name: string): name is StepName => (stepNames as readonly string[]).includes(name);

/** The steps that a name stands for, ours or FINN's; undefined for a name that nobody has. */
export function resolveStep(name: string): ResolvedStep | undefined {
  if (isStep(name)) return covers(name);
  return Object.hasOwn(stepAliases, name) ? stepAliases[name] : undefined;
}
