// Memory words beyond 64 bits as plain data: their tables need no constructor calls.
#ifndef FINNC_WIDE_HPP
#define FINNC_WIDE_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif
#include <ap_int.h>

namespace finnc {

/** BITS bits in parts of 64, lowest first. */
template <int BITS> struct Wide {
  static constexpr int PARTS = (BITS + 63) / 64;
  unsigned long long parts[PARTS];
  operator ap_uint<BITS>() const {
#pragma HLS INLINE
    ap_uint<BITS> word = 0;
    for (int i = 0; i < PARTS; i++) {
#pragma HLS UNROLL
      const int high = (i + 1) * 64 > BITS ? BITS - 1 : i * 64 + 63;
      word.range(high, i * 64) = ap_uint<64>(parts[i]);
    }
    return word;
  }
};

}  // namespace finnc
#endif
