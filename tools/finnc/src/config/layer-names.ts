/** FINN's older names of layer types, and what they are called now. */
const olderNames: Readonly<Record<string, string>> = {
  StreamingFCLayer_Batch: 'MVAU',
  MatrixVectorActivation: 'MVAU',
  Vector_Vector_Activate_Batch: 'VVAU',
  VectorVectorActivation: 'VVAU',
  Thresholding_Binary_Search: 'Thresholding',
  ConvolutionInputGenerator1D: 'ConvolutionInputGenerator',
  StreamingMaxPool_Precision: 'StreamingMaxPool',
};

/** A layer type without `_Batch`, `_hls`, `_rtl`, by its present name. Types nobody knows stay as they are. */
export function canonicalType(type: string): string {
  const bare = type.replace(/_(hls|rtl)$/, '');
  const older = (name: string): string | undefined => (Object.hasOwn(olderNames, name) ? olderNames[name] : undefined);
  const single = bare.replace(/_Batch$/, '');
  return older(bare) ?? older(single) ?? single;
}

/** `StreamingFCLayer_Batch_3` is `MVAU_3`; undefined for what is not a type, an underscore and a number. */
export function canonicalLayer(name: string): string | undefined {
  const [, type, index] = /^([A-Za-z]\w*?)_(\d+)$/.exec(name) ?? [];
  return type === undefined || index === undefined ? undefined : `${canonicalType(type)}_${Number(index)}`;
}
