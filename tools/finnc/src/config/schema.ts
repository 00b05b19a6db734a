import { activationChoices, type ActivationChoice } from '@finnc/ir';
import { foldingGoals, signPaddingChoices, type FoldingGoal, type SignPaddingChoice } from '@finnc/ir/hw';
import { z } from 'zod';
import { configDefaults } from './defaults.ts';
import { limitPattern, limitNames } from './limits.ts';
import { allStepNames, type StepName } from './steps.ts';

/** The type of the model's input as the hardware sees it. */
const inputTypePattern = /^(float32|bipolar|binary|ternary|u?int([1-9]|[1-5]\d|6[0-4]))$/;

/** What a design gives: scores, or so many indices of the greatest. */
export const outputKinds = ['logits', 'argmax', 'top5'] as const;

/** Who turns the values of inputs into codes. */
const inputQuantisers = ['hardware', 'host'] as const;

/** One key: its schema, and the end of the sentence "'key' must be …". */
interface Field<S extends z.ZodType> {
  readonly schema: S;
  readonly expects: string;
}
const field = <S extends z.ZodType>(
  schema: S,
  expects: string,
  description: string,
  more: { readonly default?: unknown; readonly examples?: readonly unknown[] } = {},
): Field<S> => ({ schema: schema.meta({ description, ...more } as z.GlobalMeta), expects });

const path = z.string().min(1);
/** Numbers that float32 holds. */
const float = z.number().refine((value) => Number.isFinite(Math.fround(value)));
const step = z.enum(allStepNames as [string, ...string[]]);
const words = <S extends z.ZodType<string>>(item: S) => z.array(item).min(1);

/** Every key of a build configuration, in the order of the schema file. */
export const fields = {
  model: field(path, 'the path of an ONNX file', 'The ONNX model, relative to this file.', {
    examples: ['model.onnx'],
  }),
  board: field(
    path,
    'the name of a board',
    "The board to build for; 'finnc list boards' names them. Case does not matter.",
    {
      examples: ['ZC706', 'Pynq-Z1', 'Pynq-Z2', 'ZCU104', 'Ultra96'],
    },
  ),
  fpgaPart: field(path, 'an FPGA part name', "The FPGA's part name; that of the board if left out.", {
    examples: ['xc7z045ffg900-2'],
  }),
  clockMhz: field(
    z.number().positive(),
    'a number above 0',
    "Clock frequency in MHz; the board's default if left out (200 for ZC706, 100 otherwise).",
    { examples: [100, 200] },
  ),
  fps: field(
    z.number().positive(),
    'a number above 0',
    'Frames per second to reach: PE and SIMD of every layer are chosen for it. Without it and without folding they are 1.',
    { examples: [9000] },
  ),
  max: field(
    z.boolean(),
    'true or false',
    'Whether the highest rate that fits the board is wanted, in place of a given one.',
    { default: false },
  ),
  objective: field(
    z.enum(foldingGoals),
    `one of ${foldingGoals.join(', ')}`,
    "What the folding for a rate keeps small: parts of the device, added over its resources, or one resource; or finn-compat for what FINN's SetFolding chooses.",
    { default: configDefaults.objective },
  ),
  limit: field(
    words(z.string().regex(limitPattern)),
    `a list of RESOURCE=PERCENT% with ${limitNames.join(', ')}, such as LUT=70%`,
    'The parts of resources of the board that the folding for a rate may take at most; all if left out.',
    { examples: [['LUT=70%']] },
  ),
  folding: field(
    path,
    'the path of a folding file',
    "PE, SIMD and more for each layer, in FINN's JSON form; relative to this file.",
    {
      examples: ['folding_config.json'],
    },
  ),
  out: field(path, 'a path', 'The output folder; it must be new, empty or an earlier finnc build.', {
    examples: ['build/cnv'],
  }),
  backend: field(
    words(z.union([z.enum(['hls', 'simulator', 'report']), z.string().min(1)])),
    'a list of hls, rtl, simulator, report and backends of plugins',
    "What to write: HLS C++, the bit-exact simulator, the report, or a plugin's backend.",
    { default: configDefaults.backend },
  ),
  output: field(
    z.enum(outputKinds),
    "'logits', 'argmax' or 'top5'",
    "The last layer's values, the index of the greatest, or those of the five greatest, best first.",
    {
      default: configDefaults.output,
    },
  ),
  activations: field(
    z.enum(activationChoices),
    "'auto', 'thresholds' or 'multiply'",
    'How quantisers of more than 4 bits are computed: by thresholds, by multiplication and shift, or as costs less.',
    { default: configDefaults.activations },
  ),
  signPadding: field(
    z.enum(signPaddingChoices),
    "'auto', 'two-bit' or 'border'",
    'How zeros around an image of signs are built: as a second bit, as -1 with thresholds that differ at the border, or as costs less.',
    { default: configDefaults.signPadding },
  ),
  check: field(
    z.union([z.int().min(0), z.literal(false)]),
    'a whole number, 0 or more, or false',
    'How many seeded inputs every graph state is executed on and compared; 0 or false checks nothing.',
    { default: configDefaults.check },
  ),
  cost: field(
    z.enum(['finnc', 'finn']),
    "'finnc' or 'finn'",
    "Whose formulas estimate cycles and resources: ours, or FINN's.",
    {
      default: configDefaults.cost,
    },
  ),
  steps: field(
    words(step),
    'a list of step names',
    "The steps to run, by our names or FINN's; all if left out. They always run in our order.",
  ),
  startStep: field(step, 'the name of a step', 'The first step to run.'),
  stopStep: field(step, 'the name of a step', 'The last step to run.'),
  plugins: field(
    words(path),
    'a list of package names or paths',
    'Plugins: package names, or paths relative to this file.',
    {
      examples: [['./my-plugin.ts']],
    },
  ),
  normalize: field(
    z.string().min(1),
    "'A/B', two numbers with a slash",
    'Inputs are multiplied by A and divided by B in float32, before the model.',
    { examples: ['1/255'] },
  ),
  dropConstant: field(
    z.int().min(1),
    'a whole number above 0',
    'Leave out channels that never change, and keep a multiple of so many, which PE and SIMD can divide.',
    { examples: [8] },
  ),
  mean: field(
    z.array(float).min(1),
    'a list of numbers, one for all channels or one a channel',
    'The mean of each channel, subtracted after the scaling, which is 1/255 then unless normalize says otherwise.',
    { examples: [[0.485, 0.456, 0.406]] },
  ),
  std: field(
    z.array(float.refine((value) => Math.fround(value) !== 0)).min(1),
    'a list of numbers other than 0, one for all channels or one a channel',
    'The standard deviation of each channel, by which the difference from the mean is divided.',
    { examples: [[0.229, 0.224, 0.225]] },
  ),
  inputLayout: field(
    z.enum(['nchw', 'nhwc']),
    "'nchw' or 'nhwc'",
    'Where the channels of the images are that the accelerator is given; as in the model if left out.',
    { examples: ['nhwc'] },
  ),
  requireHardware: field(
    z.boolean(),
    'true or false',
    'Whether operations that cannot be hardware, and would run on the host, are an error.',
    { default: false },
  ),
  allowHost: field(
    z.boolean(),
    'true or false',
    'Whether a network of which nothing can be hardware is accepted, to run on the host.',
    { default: false },
  ),
  inputType: field(
    z.string().regex(inputTypePattern),
    "'float32', 'bipolar', 'binary', 'ternary', or 'uintN' or 'intN' with N from 1 to 64",
    'The type of the values that the accelerator is given; uint8 where mean or std is given.',
    { examples: ['uint8', 'float32'] },
  ),
  inputQuantiser: field(
    z.enum(inputQuantisers),
    "'hardware' or 'host'",
    'Who quantises the inputs: the first layer, or the host, which then hands codes over, a bit a pixel for signs.',
    { default: configDefaults.inputQuantiser },
  ),
  pipeline: field(z.string().min(1), 'a pipeline in text', "The passes to run instead of the steps' own.", {
    examples: ['streamline,narrow'],
  }),
} as const;

export type ConfigKey = keyof typeof fields;
export const configKeys = Object.keys(fields) as readonly ConfigKey[];

/** The build configuration as a file states it. */
export const buildConfig = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'Where this schema is, for editors.' }),
    model: fields.model.schema.optional(),
    board: fields.board.schema.optional(),
    fpgaPart: fields.fpgaPart.schema.optional(),
    clockMhz: fields.clockMhz.schema.optional(),
    fps: fields.fps.schema.optional(),
    max: fields.max.schema.optional(),
    objective: fields.objective.schema.optional(),
    limit: fields.limit.schema.optional(),
    folding: fields.folding.schema.optional(),
    out: fields.out.schema.optional(),
    backend: fields.backend.schema.optional(),
    output: fields.output.schema.optional(),
    activations: fields.activations.schema.optional(),
    signPadding: fields.signPadding.schema.optional(),
    check: fields.check.schema.optional(),
    cost: fields.cost.schema.optional(),
    steps: fields.steps.schema.optional(),
    startStep: fields.startStep.schema.optional(),
    stopStep: fields.stopStep.schema.optional(),
    plugins: fields.plugins.schema.optional(),
    normalize: fields.normalize.schema.optional(),
    dropConstant: fields.dropConstant.schema.optional(),
    mean: fields.mean.schema.optional(),
    std: fields.std.schema.optional(),
    inputLayout: fields.inputLayout.schema.optional(),
    requireHardware: fields.requireHardware.schema.optional(),
    allowHost: fields.allowHost.schema.optional(),
    inputType: fields.inputType.schema.optional(),
    inputQuantiser: fields.inputQuantiser.schema.optional(),
    pipeline: fields.pipeline.schema.optional(),
  })
  .meta({ title: 'finnc build configuration', description: "Options of 'finnc build', as JSON or YAML." });

/** The published JSON schema, as a value. */
export const buildSchema = (): object => z.toJSONSchema(buildConfig, { target: 'draft-7', io: 'input' });

/** A build configuration after reading: values checked, step names ours, lists split. Only what was given is there. */
export interface BuildConfig {
  readonly model?: string;
  readonly board?: string;
  readonly fpgaPart?: string;
  readonly clockMhz?: number;
  readonly fps?: number;
  readonly max?: boolean;
  readonly objective?: FoldingGoal;
  readonly limit?: readonly string[];
  readonly folding?: string;
  readonly out?: string;
  readonly backend?: readonly string[];
  readonly output?: (typeof outputKinds)[number];
  readonly activations?: ActivationChoice;
  readonly signPadding?: SignPaddingChoice;
  /** 0 checks nothing. */
  readonly check?: number;
  readonly cost?: 'finnc' | 'finn';
  readonly steps?: readonly StepName[];
  readonly startStep?: StepName;
  readonly stopStep?: StepName;
  readonly plugins?: readonly string[];
  readonly normalize?: string;
  readonly dropConstant?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly inputLayout?: 'nchw' | 'nhwc';
  readonly inputType?: string;
  readonly inputQuantiser?: (typeof inputQuantisers)[number];
  readonly requireHardware?: boolean;
  readonly allowHost?: boolean;
  readonly pipeline?: string;
}
