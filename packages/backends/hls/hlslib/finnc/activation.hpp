// What happens to a finished accumulator. A policy holds its table as `values`, first dimension PE, so that the top can
// partition it: #pragma HLS ARRAY_PARTITION variable = <policy>.values complete dim = 1 (dim = 0 for a shared table).
#ifndef FINNC_ACTIVATION_HPP
#define FINNC_ACTIVATION_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include "element.hpp"

namespace finnc {

/** Code of a count of thresholds: count + BIAS as Out; a bipolar output is the count of its one threshold. */
template <typename Out, int STEPS, int BIAS> struct Level {
  static ap_uint<Out::bits> of(const ap_uint<count_bits(STEPS)>& count) {
#pragma HLS INLINE
    const ap_int<32> level = BIAS + count.to_int();
    return ap_uint<Out::bits>(level);
  }
};
template <int STEPS, int BIAS> struct Level<Bipolar, STEPS, BIAS> {
  static_assert(STEPS == 1, "a bipolar output has one threshold");
  static ap_uint<1> of(const ap_uint<1>& count) {
#pragma HLS INLINE
    return count;
  }
};

/** How many of the thresholds x reaches (x >= t); they need not be sorted. T is the ap_int of the table. */
template <int STEPS, typename T, typename Acc>
ap_uint<count_bits(STEPS)> count_reached(const T (&thresholds)[STEPS], const Acc& x) {
#pragma HLS INLINE
  // Both sides of a compare get one width.
  constexpr int bits = max_of(T::width, Acc::width);
  ap_uint<count_bits(STEPS)> count = 0;
  for (int k = 0; k < STEPS; k++) {
#pragma HLS UNROLL
    const ap_uint<1> reached = ap_int<bits>(x) >= ap_int<bits>(thresholds[k]) ? 1 : 0;
    count += reached;
  }
  return count;
}

/** One row of thresholds a channel: channel nf * PE + pe has values[pe][nf]. Output BIAS + count, coded as Out. */
template <int PE, int NF, int STEPS, typename T, typename OutType, int BIAS = 0> struct Thresholds {
  using Out = OutType;
  T values[PE][NF][STEPS];
  template <typename Acc> ap_uint<Out::bits> apply(int pe, int nf, const Acc& x) const {
#pragma HLS INLINE
    return Level<Out, STEPS, BIAS>::of(count_reached<STEPS, T, Acc>(values[pe][nf], x));
  }
};

/** One row of thresholds for all channels. */
template <int STEPS, typename T, typename OutType, int BIAS = 0> struct SharedThresholds {
  using Out = OutType;
  T values[STEPS];
  template <typename Acc> ap_uint<Out::bits> apply(int, int, const Acc& x) const {
#pragma HLS INLINE
    return Level<Out, STEPS, BIAS>::of(count_reached<STEPS, T, Acc>(values, x));
  }
};

/** The accumulator itself, as Out. */
template <typename OutType> struct PassThrough {
  using Out = OutType;
  template <typename Acc> ap_uint<Out::bits> apply(int, int, const Acc& x) const {
#pragma HLS INLINE
    return ap_uint<Out::bits>(x);
  }
};

/** The accumulator plus the integer bias of its row, values[pe][nf], as Out. */
template <int PE, int NF, typename T, typename OutType> struct AddBias {
  using Out = OutType;
  T values[PE][NF];
  template <typename Acc> ap_uint<Out::bits> apply(int pe, int nf, const Acc& x) const {
#pragma HLS INLINE
    return ap_uint<Out::bits>(x + values[pe][nf]);
  }
};

}  // namespace finnc
#endif
