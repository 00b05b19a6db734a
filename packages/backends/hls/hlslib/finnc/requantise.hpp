// Codes by multiplication and shift: an activation policy for layers that would need too many thresholds.
#ifndef FINNC_REQUANTISE_HPP
#define FINNC_REQUANTISE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include "element.hpp"

namespace finnc {

/**
 * (m * x + b) / 2^SHIFT, rounded down or, with EVEN, halves to even, and clamped to [LOW, HIGH], coded as Out. Channel
 * nf * PE + pe has the MBITS-bit multiplier values[pe][nf] and the BBITS-bit offset offsets[pe][nf].
 */
template <int PE, int NF, int MBITS, int BBITS, int SHIFT, bool EVEN, int LOW, int HIGH, typename OutType>
struct Requantise {
  using Out = OutType;
  ap_int<MBITS> values[PE][NF];
  ap_int<BBITS> offsets[PE][NF];
  template <typename Acc> ap_uint<Out::bits> apply(int pe, int nf, const Acc& x) const {
#pragma HLS INLINE
    // Products and sums stay below 2^53 by construction; the limits and the half need their own bits.
    constexpr int wanted = max_of(max_of(Acc::width + MBITS, BBITS) + 1, max_of(SHIFT + 2, 20));
    constexpr int bits = min_of(wanted, 54);
    const ap_int<bits> product = x * values[pe][nf];
    const ap_int<bits> sum = product + offsets[pe][nf];
    ap_int<bits> level = sum >> SHIFT;
    if (EVEN && SHIFT > 0) {
      const ap_int<bits> rest = sum - ap_int<bits>(level << SHIFT);
      const ap_int<bits> half = ap_int<bits>(1) << (SHIFT > 0 ? SHIFT - 1 : 0);
      const bool odd = level[0] == 1;
      if (rest > half || (rest == half && odd)) level = level + ap_int<bits>(1);
    }
    if (level < ap_int<bits>(LOW)) level = LOW;
    if (level > ap_int<bits>(HIGH)) level = HIGH;
    return ap_uint<Out::bits>(level);
  }
};

}  // namespace finnc
#endif
