/** What to change in the training script, for one kind of obstacle. */
interface Remedy {
  /** Operators of the source model, or of finnc's own stages, that it is for; all if left out. */
  readonly op?: RegExp;
  /** The condition that failed, as analysis, rules and importers word it; any if left out. */
  readonly reason?: RegExp;
  readonly remedy: string;
}

const quantIdentity = 'QuantIdentity(act_quant=Int8ActPerTensorFloat)';

/**
 * Remedies in Brevitas terms, the special before the general: the first row whose operator and reason fit is given.
 *
 * A reason without a row of its own falls to the row of its operator, and that to the help of the diagnostic.
 */
export const remedies: readonly Remedy[] = [
  // Joins.
  {
    op: /^(Add|Sub|qnn\.add|qnn\.sub|Sum)$/,
    reason: /float tensor|not quantised|no quantiser behind/,
    remedy: `put a ${quantIdentity} in front of the Add, the same instance on both branches`,
  },
  {
    op: /^(Add|Sub|qnn\.add|qnn\.sub|qnn\.sum|Sum)$/,
    reason: /scale|factor|ratio|both operands move|joining/,
    remedy: `give both branches one scale: the same ${quantIdentity} instance in front of the Add on both branches`,
  },
  {
    op: /^(Concat|qnn\.concat)$/,
    reason: /scale|float tensor|not quantised|no quantiser behind/,
    remedy: `put the same ${quantIdentity} instance in front of the Concat on every branch`,
  },
  {
    op: /^(Mul|qnn\.mul|Div|qnn\.div)$/,
    reason: /both operands move|two moving|moving value/,
    remedy:
      'products of two activations (gates, attention) have no layer: use Add, or a QuantConv2d with constant weights',
  },
  // Pools.
  {
    op: /^(AveragePool|GlobalAveragePool|ReduceMean|QuantAvgPool2d|qnn\.avg_pool)$/,
    remedy: `use TruncAvgPool2d behind a QuantIdentity or QuantReLU with return_quant_tensor=True, or put a ${quantIdentity} on both sides of the pool`,
  },
  {
    op: /^(Trunc|qnn\.trunc)$/,
    remedy:
      'feed TruncAvgPool2d from a QuantReLU or QuantIdentity with return_quant_tensor=True, with a per-tensor scale',
  },
  {
    op: /^(MaxPool|MaxPoolNHWC|qnn\.max_pool)$/,
    reason: /negative scale/,
    remedy: 'put the MaxPool behind the activation quantiser (QuantReLU, QuantIdentity), whose scale is positive',
  },
  // Products.
  {
    op: /^(Conv|ConvTranspose|Gemm|MatMul|qnn\.(conv|mat_mul|conv_transpose))$/,
    reason: /weights are not quantised/,
    remedy:
      'use QuantConv2d, QuantConvTranspose2d or QuantLinear with a weight_quant, such as Int4WeightPerTensorFloat',
  },
  {
    op: /^(MatMul|qnn\.mat_mul)$/,
    reason: /both operands move|two (moving|activations)|weights are not constant|second operand is not a matrix/,
    remedy:
      'a product of two activations (attention) runs on the host; for hardware alone, take it out of the exported network',
  },
  {
    op: /^(Conv|ConvTranspose|Gemm|MatMul|qnn\.(conv|mat_mul|conv_transpose))$/,
    reason: /different scales in channels|different ranges in channels/,
    remedy:
      'quantise the activations before it per tensor: Int8ActPerTensorFloat, or scaling_per_output_channel=False in QuantReLU and QuantIdentity',
  },
  {
    op: /^(Conv|qnn\.conv)$/,
    reason: /zero padding of a biased input|bias/,
    remedy:
      'quantise the activations before it with a zero point of 0 (signed, or unsigned behind a ReLU), or use padding=0',
  },
  {
    op: /^(Conv|ConvTranspose|Gemm|MatMul|qnn\.(conv|mat_mul|conv_transpose))$/,
    reason: /weights have a zero point/,
    remedy: 'use a symmetric weight_quant, such as Int8WeightPerTensorFloat',
  },
  {
    op: /^(Conv|qnn\.conv)$/,
    reason: /groups/,
    remedy: 'use groups=1, or groups=in_channels for a depthwise convolution',
  },
  // Quantisers.
  {
    op: /Quant|qnn\.quant|qnn\.trunc/,
    reason: /at most 8 bits|bits need/,
    remedy: 'set bit_width of the QuantIdentity or QuantReLU to 8 or less',
  },
  {
    op: /Quant|qnn\.(quant|dequantize|quantize)/,
    reason: /zero point differs/,
    remedy: 'use a per-tensor activation quantiser such as Uint8ActPerTensorFloat or ShiftedUint8ActPerTensorFloat',
  },
  {
    op: /Quant|qnn\.|MultiThreshold/,
    reason: /several axes|different axes|varies over the image/,
    remedy: 'use per-tensor or per-output-channel scales (scaling_per_output_channel=True), not finer ones',
  },
  {
    op: /Quant|qnn\./,
    reason: /scale is zero|not finite/,
    remedy: 'calibrate or train the scale: brevitas.graph.calibrate.calibration_mode, then export again',
  },
  {
    reason: /negative factor|real input/,
    remedy: 'put a QuantIdentity as the first layer, before anything scales or shifts the input',
  },
  {
    op: /^FloatQuant$/,
    remedy:
      'use an integer quantiser (Int8ActPerTensorFloat, Int4WeightPerTensorFloat): minifloats have no integer form',
  },
  // What follows a float.
  {
    reason: /float tensor|not quantised|no quantiser behind|it turns integers into real numbers/,
    remedy: `put a ${quantIdentity}, or a QuantReLU or QuantHardTanh, right in front of it`,
  },
  // Normalisation and functions.
  {
    op: /^(BatchNormalization|qnn\.batch_norm|qnn\.flip|Mul|qnn\.mul)$/,
    reason: /negat/,
    remedy: 'have BatchNorm follow its QuantConv2d or QuantLinear directly, before pooling and before a residual Add',
  },
  {
    op: /^(LayerNormalization|InstanceNormalization|GroupNormalization|LpNormalization)$/,
    remedy: 'use BatchNorm2d or BatchNorm1d, whose statistics are constants',
  },
  {
    op: /^(Softmax|LogSoftmax|qnn\.softmax)$/,
    remedy:
      'end the exported network at the logits: argmax of logits and of probabilities agree; inside a network it runs on the host',
  },
  {
    op: /^(Sigmoid|Tanh|HardSigmoid|HardSwish|Elu|Selu|LeakyRelu|PRelu|Gelu|Mish|Softplus|Swish|qnn\.map)$/,
    remedy: `put a ${quantIdentity} behind it: a rising function between two quantisers becomes thresholds`,
  },
  {
    op: /^(LSTM|GRU|RNN|QuantLSTMCell)$/,
    remedy: 'use convolutions over time (QuantConv1d, dilated): recurrent layers are not supported',
  },
  { op: /^(Resize|Upsample|qnn\.upsample)$/, remedy: "use nn.Upsample(mode='nearest') with a whole scale_factor" },
  {
    op: /^(Pow|qnn\.pow|Exp|Sqrt|Log|Erf)$/,
    remedy: 'leave it to the host, or take the function out of the exported network',
  },
  {
    op: /^(MVAU|VVAU|MatrixVectorActivation|VectorVectorActivation|StreamingFC|Thresholding|FMPadding|ConvolutionInputGenerator|AddStreams|DuplicateStreams|StreamingMaxPool|LabelSelect|StreamingDataWidthConverter|StreamingFIFO|ChannelwiseOp)/,
    remedy:
      'FINN has turned the model into layers already: give the model from before, the one that export_qonnx wrote',
  },
  // Shapes.
  {
    op: /^(Reshape|Flatten|Transpose|qnn\.(reshape|transpose))$/,
    remedy: 'keep one layout through the network: flatten once, in front of the first QuantLinear',
  },
];

/** The first remedy that fits; undefined where the table knows none. */
export const remedyFor = (ops: readonly string[], reason: string): string | undefined =>
  remedies.find((row) => (!row.op || ops.some((op) => row.op?.test(op))) && (!row.reason || row.reason.test(reason)))
    ?.remedy;
