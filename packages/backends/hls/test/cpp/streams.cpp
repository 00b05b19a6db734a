// Width converter, fork, thresholding, label select and the AXI4-Stream edges against lists of numbers.
#include "streams.hpp"

#include <algorithm>
#include <vector>

#include "finnc/axis.hpp"
#include "finnc/fork.hpp"
#include "finnc/label_select.hpp"
#include "finnc/thresholding.hpp"
#include "finnc/width.hpp"

using namespace finnc;
using test::below;

template <int IN, int OUT, int BITS, int BEATS> void convert(int frames) {
  const std::vector<long> input = test::random_codes<Unsigned<BITS> >(frames * BEATS * IN);
  hls::stream<ap_uint<IN * BITS> > in("in");
  hls::stream<ap_uint<OUT * BITS> > out("out");
  test::feed<IN, BITS>(in, input);
  width<IN, OUT, BITS, BEATS>(in, out, frames);
  test::same(test::drain<OUT, BITS>(out), input, "width", IN, OUT);
  test::check(in.empty(), "the converter reads every beat", IN, OUT);
}

template <int BITS, int BEATS> void split(int frames) {
  const std::vector<long> input = test::random_codes<Unsigned<BITS> >(frames * BEATS);
  hls::stream<ap_uint<BITS> > in("in"), a("a"), b("b");
  test::feed<1, BITS>(in, input);
  fork<BITS, BEATS>(in, a, b, frames);
  test::same(test::drain<1, BITS>(a), input, "fork, first", BITS);
  test::same(test::drain<1, BITS>(b), input, "fork, second", BITS);
}

template <int C, int PE, int VECS, typename In, int STEPS, typename Out, int BIAS> void activate(int frames) {
  const std::vector<long> input = test::random_codes<In>(frames * VECS * C);
  Thresholds<PE, C / PE, STEPS, ap_int<In::value::width>, Out, BIAS> table;
  SharedThresholds<STEPS, ap_int<In::value::width>, Out, BIAS> shared;
  std::vector<long> rows;
  for (int c = 0; c < C; c++)
    for (int k = 0; k < STEPS; k++) {
      rows.push_back(test::meaning(In(), input[static_cast<std::size_t>(below(static_cast<int>(input.size())))]));
      table.values[c % PE][c / PE][k] = rows.back();
      if (c == 0) shared.values[k] = rows.back();
    }
  std::vector<long> own, common;
  for (std::size_t i = 0; i < input.size(); i++) {
    long counts[2] = {0, 0};
    for (int k = 0; k < STEPS; k++) {
      const long x = test::meaning(In(), input[i]);
      counts[0] += x >= rows[i % C * STEPS + static_cast<std::size_t>(k)] ? 1 : 0;
      counts[1] += x >= rows[static_cast<std::size_t>(k)] ? 1 : 0;
    }
    own.push_back(Out::bits == 1 ? counts[0] : test::low_bits(counts[0] + BIAS, Out::bits));
    common.push_back(Out::bits == 1 ? counts[1] : test::low_bits(counts[1] + BIAS, Out::bits));
  }
  hls::stream<ap_uint<PE * In::bits> > in("in");
  hls::stream<ap_uint<PE * Out::bits> > out("out");
  test::feed<PE, In::bits>(in, input);
  thresholding<C, PE, VECS, In>(in, out, table, frames);
  test::same(test::drain<PE, Out::bits>(out), own, "thresholds a channel", C, PE);
  test::feed<PE, In::bits>(in, input);
  thresholding<C, PE, VECS, In>(in, out, shared, frames);
  test::same(test::drain<PE, Out::bits>(out), common, "shared thresholds", C, PE);
}

template <int L, int PE, int K, typename In, int INDEX> void labels(int frames) {
  const std::vector<long> input = test::random_codes<In>(frames * L);
  hls::stream<ap_uint<PE * In::bits> > in("in");
  hls::stream<ap_uint<INDEX> > out("out");
  test::feed<PE, In::bits>(in, input);
  label_select<L, PE, K, In, INDEX>(in, out, frames);
  std::vector<long> want;
  for (int f = 0; f < frames; f++) {
    std::vector<long> order;
    for (int i = 0; i < L; i++) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](long a, long b) {
      return test::meaning(In(), input[static_cast<std::size_t>(f * L + a)]) > test::meaning(In(), input[static_cast<std::size_t>(f * L + b)]);
    });
    want.insert(want.end(), order.begin(), order.begin() + K);
  }
  test::same(test::drain<1, INDEX>(out), want, "label select", L, K);
}

template <int BITS, int BEATS> void edges(int frames) {
  const std::vector<long> input = test::random_codes<Unsigned<BITS> >(frames * BEATS);
  hls::stream<ap_uint<BITS> > in("in"), back("back");
  hls::stream<ap_axiu<axis_bits(BITS)> > bus("bus"), again("again");
  test::feed<1, BITS>(in, input);
  to_axis<BITS, BEATS>(in, bus, frames);
  for (int i = 0; i < frames * BEATS; i++) {
    ap_axiu<axis_bits(BITS)> word = bus.read();
    test::check(word.last == (i == frames * BEATS - 1 ? 1 : 0), "TLAST ends the batch", i);
    test::check(word.keep == ap_uint<axis_bits(BITS) / 8>(-1) && word.strb == word.keep, "every byte is kept", i);
    test::check(word.data == input[static_cast<std::size_t>(i)], "pad bits are zero", i);
    if (axis_bits(BITS) > BITS) word.data[axis_bits(BITS) - 1] = true;
    again.write(word);
  }
  from_axis<BITS, BEATS>(again, back, frames);
  test::same(test::drain<1, BITS>(back), input, "from_axis", BITS);
}

int main() {
  convert<1, 1, 3, 5>(2), convert<1, 8, 1, 16>(3), convert<7, 49, 1, 14>(2), convert<3, 64, 2, 64>(2);
  convert<8, 1, 2, 3>(3), convert<49, 7, 1, 2>(2), convert<64, 16, 8, 3>(2), convert<100, 1, 1, 2>(2);
  convert<2, 3, 4, 6>(3), convert<3, 2, 4, 4>(3), convert<10, 36, 1, 18>(2), convert<49, 9, 2, 9>(2), convert<64, 36, 1, 9>(2);
  convert<5, 7, 32, 7>(2), convert<512, 1024, 8, 4>(2);

  split<1, 7>(2), split<33, 5>(3);

  activate<6, 3, 4, Signed<32>, 1, Bipolar, -1>(2);
  activate<10, 5, 2, Unsigned<8>, 3, Unsigned<2>, 0>(3);
  activate<4, 1, 3, Signed<16>, 15, Signed<4>, -8>(2);
  activate<3, 3, 5, Unsigned<8>, 255, Unsigned<8>, 0>(1);
  activate<7, 7, 2, Bipolar, 1, Bipolar, -1>(2);

  labels<10, 1, 1, Signed<8>, 4>(20), labels<10, 5, 1, Signed<3>, 8>(20), labels<10, 10, 3, Signed<2>, 4>(20);
  labels<10, 2, 10, Unsigned<2>, 16>(10), labels<1000, 8, 5, Signed<12>, 10>(3), labels<2, 1, 1, Bipolar, 1>(10), labels<1, 1, 1, Signed<9>, 1>(3);

  edges<1, 9>(2), edges<8, 5>(3), edges<13, 4>(2), edges<33, 3>(1);
  return test::finish();
}
