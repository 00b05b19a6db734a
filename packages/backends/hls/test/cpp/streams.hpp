// Elements on streams, packed and unpacked one at a time: the slow, obvious way, for comparing with the layers.
#ifndef FINNC_TEST_STREAMS_HPP
#define FINNC_TEST_STREAMS_HPP
#include <ap_int.h>
#include <hls_stream.h>

#include <vector>

#include "check.hpp"
#include "finnc/element.hpp"

namespace test {

/** What a code of an element type means, written out separately from the layers' own decode(). */
inline long meaning(const finnc::Bipolar&, long code) { return code != 0 ? 1 : -1; }
template <int N> long meaning(const finnc::Unsigned<N>&, long code) { return code; }
template <int N> long meaning(const finnc::Signed<N>&, long code) { return code >= (1L << (N - 1)) ? code - (1L << N) : code; }

template <typename E> long random_code() {
  const long top = (1L << E::bits) - 1;
  const int kind = below(8);
  return kind == 0 ? 0 : kind == 1 ? top : static_cast<long>(draw() & static_cast<std::uint64_t>(top));
}
template <typename E> std::vector<long> random_codes(int n) {
  std::vector<long> codes(static_cast<std::size_t>(n));
  for (long& c : codes) c = random_code<E>();
  return codes;
}

template <int ELEMS, int BITS> void feed(hls::stream<ap_uint<ELEMS * BITS> >& s, const std::vector<long>& codes) {
  for (std::size_t i = 0; i < codes.size(); i += ELEMS) {
    ap_uint<ELEMS * BITS> beat;
    for (int k = 0; k < ELEMS; k++)
      for (int b = 0; b < BITS; b++) beat[k * BITS + b] = ((codes[i + static_cast<std::size_t>(k)] >> b) & 1) != 0;
    s.write(beat);
  }
}
/** Empties a stream. */
template <int ELEMS, int BITS> std::vector<long> drain(hls::stream<ap_uint<ELEMS * BITS> >& s) {
  std::vector<long> codes;
  while (!s.empty()) {
    const ap_uint<ELEMS * BITS> beat = s.read();
    for (int k = 0; k < ELEMS; k++) {
      long code = 0;
      for (int b = 0; b < BITS; b++) code |= static_cast<long>(bool(beat[k * BITS + b])) << b;
      codes.push_back(code);
    }
  }
  return codes;
}
inline long low_bits(long x, int bits) { return x & ((1L << bits) - 1); }

inline void same(const std::vector<long>& got, const std::vector<long>& want, const char* what, long a = 0, long b = 0) {
  check(got.size() == want.size(), what, static_cast<long>(got.size()), static_cast<long>(want.size()));
  bool equal = got.size() == want.size();
  for (std::size_t i = 0; equal && i < got.size(); i++) equal = got[i] == want[i];
  check(equal, what, a, b);
}

}  // namespace test
#endif
