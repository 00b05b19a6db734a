const ones = (count: number): string => new Array(count).fill('1').join(', ');

/** A dense layer of 12 neurons with 8 inputs, its selection, and thresholds before it. */
export const denseNetwork = `graph(%x: int4[1,8]) {
  %t = const int4[1,1] [0]
  %a = hw.thresholding(%x, %t) {outType = uint1, outBias = 0} as "Thresholding_0"
  %w = const uint1[12,8] [${ones(96)}]
  %n = const uint1[1,0] []
  %o = const uint1[0] []
  %b = hw.mvau(%a, %w, %n, %o) {outType = uint4, outBias = 0, accType = uint4} as "MVAU_0"
  %y = hw.label_select(%b) {k = 1} as "LabelSelect_0"
  return %y
}`;
