// The testbench's own helpers: text to bits and back, TLAST, and what counts as a mismatch.
#include "tb/testbench.hpp"

#include <string>

#include "check.hpp"

using namespace finnc_tb;

template <int BITS> void round_trip(const char* text) {
  test::check(print_beat<BITS>(parse_beat<BITS>(text)) == text, text, BITS);
}

int main() {
  round_trip<1>("1");
  round_trip<4>("0");
  round_trip<9>("1a5");
  round_trip<64>("fedcba9876543210");
  round_trip<67>("7fedcba9876543210");
  round_trip<300>("123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab");
  test::check(print_beat<12>(parse_beat<12>("00AF")) == "af", "leading zeros and capitals");
  test::check(print_beat<6>(parse_beat<6>("ff")) == "3f", "bits beyond the width");

  const Beats sent = {"3", "1f", "0"};
  hls::stream<ap_axiu<8> > stream("stream");
  send<5>(sent, stream);
  const Beats got = receive<5>(stream, 3);
  test::check(got == sent && stream.empty(), "beats come back in order");

  test::check(mismatches_of("port", sent, sent) == 0, "equal beats");
  test::check(mismatches_of("port", sent, {"3", "1f", "1"}) == 1, "a beat that differs");
  test::check(mismatches_of("port", sent, {"3", "1f"}) > 0, "a beat too many");
  return test::finish();
}
