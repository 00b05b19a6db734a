// What every test program here shares: random numbers that repeat, and a count of failed checks.
#ifndef FINNC_TEST_CHECK_HPP
#define FINNC_TEST_CHECK_HPP
#include <cstdint>
#include <cstdio>

namespace test {

inline std::uint64_t& state() {
  static std::uint64_t s = 0x9e3779b97f4a7c15ULL;
  return s;
}
/** xorshift64*: the same numbers on every machine. */
inline std::uint64_t draw() {
  std::uint64_t& s = state();
  s ^= s >> 12;
  s ^= s << 25;
  s ^= s >> 27;
  return s * 2685821657736338717ULL;
}
inline int below(int n) { return static_cast<int>(draw() % static_cast<std::uint64_t>(n)); }

inline int& failures() {
  static int n = 0;
  return n;
}
inline long& checks() {
  static long n = 0;
  return n;
}
/** Counts a check; prints the first few that fail. */
inline void check(bool ok, const char* what, long a = 0, long b = 0) {
  checks()++;
  if (ok) return;
  if (++failures() <= 20) std::printf("FAILED %s (%ld, %ld)\n", what, a, b);
}
inline int finish() {
  std::printf("%ld checks, %d failed\n", checks(), failures());
  return failures() == 0 ? 0 : 1;
}

}  // namespace test
#endif
