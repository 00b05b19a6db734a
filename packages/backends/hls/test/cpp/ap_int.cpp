// ap_int and ap_uint against __int128 (up to 64 bits) and against arrays of single bits (any width).
#include <ap_int.h>

#include <string>
#include <type_traits>
#include <vector>

#include "check.hpp"

using test::below;
using test::check;
using test::draw;
__extension__ typedef __int128 Wide;

template <int W, bool S> using Num = typename std::conditional<S, ap_int<W>, ap_uint<W> >::type;

// ---- up to 64 bits: __int128 holds every value and every result ----

template <bool S> Wide fit(Wide x, int width) {
  const Wide modulus = static_cast<Wide>(1) << width;
  Wide y = x % modulus;
  if (y < 0) y += modulus;
  return S && y >= modulus / 2 ? y - modulus : y;
}
template <int W, bool S> Wide value(const Num<W, S>& x) {
  return S ? static_cast<Wide>(x.to_int64()) : static_cast<Wide>(x.to_uint64());
}
/** Half of the samples sit at the edges of the range. */
template <int W, bool S> Num<W, S> sample() {
  const std::uint64_t edges[] = {0, 1, 2, ~0ULL, ~0ULL >> (64 - W), 1ULL << (W - 1), (1ULL << (W - 1)) - 1, (1ULL << (W - 1)) + 1};
  return Num<W, S>((draw() & 1) != 0 ? edges[below(8)] : draw());
}

template <int W1, bool S1, int W2, bool S2> void pair() {
  constexpr int common = (W1 + (S2 && !S1)) > (W2 + (S1 && !S2)) ? (W1 + (S2 && !S1)) : (W2 + (S1 && !S2));
  for (int i = 0; i < 200; i++) {
    const Num<W1, S1> a = sample<W1, S1>();
    const Num<W2, S2> b = sample<W2, S2>();
    const Wide x = value<W1, S1>(a), y = value<W2, S2>(b);
    check((a == b) == (x == y) && (a != b) == (x != y), "equal", W1, W2);
    check((a < b) == (x < y) && (a <= b) == (x <= y), "less", W1, W2);
    check((a > b) == (x > y) && (a >= b) == (x >= y), "greater", W1, W2);
    check(value<W1, S1>(Num<W1, S1>(b)) == fit<S1>(y, W1), "convert", W1, W2);
    Num<W1, S1> c = a;
    c += b;
    check(value<W1, S1>(c) == fit<S1>(x + y, W1), "+=", W1, W2);
    c = a;
    c -= b;
    check(value<W1, S1>(c) == fit<S1>(x - y, W1), "-=", W1, W2);
    c = a;
    c &= b;
    check(value<W1, S1>(c) == fit<S1>(x & y, W1), "&=", W1, W2);
    c = a;
    c |= b;
    check(value<W1, S1>(c) == fit<S1>(x | y, W1), "|=", W1, W2);
    c = a;
    c ^= b;
    check(value<W1, S1>(c) == fit<S1>(x ^ y, W1), "^=", W1, W2);
    const Num<(common < 64 ? common : 64), S1 || S2> both = a & b, either = a | b, differ = a ^ b;
    check(value<(common < 64 ? common : 64), (S1 || S2)>(both) == fit<(S1 || S2)>(x & y, common < 64 ? common : 64), "&", W1, W2);
    check(value<(common < 64 ? common : 64), (S1 || S2)>(either) == fit<(S1 || S2)>(x | y, common < 64 ? common : 64), "|", W1, W2);
    check(value<(common < 64 ? common : 64), (S1 || S2)>(differ) == fit<(S1 || S2)>(x ^ y, common < 64 ? common : 64), "^", W1, W2);
  }
}

/** Sums and products whose width the vendor's table puts at 64 bits or fewer. */
template <int W1, bool S1, int W2, bool S2> void arithmetic() {
  constexpr int common = (W1 + (S2 && !S1)) > (W2 + (S1 && !S2)) ? (W1 + (S2 && !S1)) : (W2 + (S1 && !S2));
  const Num<W1, S1> p;
  const Num<W2, S2> q;
  static_assert(decltype(p + q)::width == common + 1 && decltype(p - q)::width == common + 1, "sums grow by one bit");
  static_assert(decltype(p * q)::width == W1 + W2, "products have both widths");
  for (int i = 0; i < 200; i++) {
    const Num<W1, S1> a = sample<W1, S1>();
    const Num<W2, S2> b = sample<W2, S2>();
    const Wide x = value<W1, S1>(a), y = value<W2, S2>(b);
    const Num<common + 1, S1 || S2> sum = a + b;
    const Num<common + 1, true> difference = a - b;
    const Num<W1 + W2, S1 || S2> product = a * b;
    check(value<common + 1, (S1 || S2)>(sum) == x + y, "+", W1, W2);
    check(value<common + 1, true>(difference) == x - y, "-", W1, W2);
    check(value<W1 + W2, (S1 || S2)>(product) == x * y, "*", W1, W2);
  }
}

template <int W, bool S> void alone() {
  for (int i = 0; i < 300; i++) {
    const Num<W, S> a = sample<W, S>();
    const Wide x = value<W, S>(a);
    check(value<W, S>(~a) == fit<S>(~x, W), "~", W);
    check(!a == (x == 0), "!", W);
    const int n = below(W + 3);
    check(value<W, S>(a << n) == fit<S>(n < 64 ? static_cast<Wide>(static_cast<std::uint64_t>(x)) << n : 0, W), "<<", W, n);
    check(value<W, S>(a >> n) == (x >> n), ">>", W, n);
    check(value<W, S>(a << -n) == (x >> n), "<< by a negative distance", W, n);
    Num<W, S> c = a;
    check(value<W, S>(c++) == x && value<W, S>(c) == fit<S>(x + 1, W), "x++", W);
    c = a;
    check(value<W, S>(++c) == fit<S>(x + 1, W), "++x", W);
    c = a;
    check(value<W, S>(c--) == x && value<W, S>(c) == fit<S>(x - 1, W), "x--", W);
    c = a;
    check(value<W, S>(--c) == fit<S>(x - 1, W), "--x", W);
    c = a;
    c *= 3;
    check(value<W, S>(c) == fit<S>(x * 3, W), "*=", W);
    const int k = below(21) - 10;
    check((a > k) == (x > k) && (k < a) == (k < x) && (a == k) == (x == k) && (k != a) == (x != k), "native compare", W, k);
    check((a >= 3U) == (x >= 3), "unsigned native compare", W);
  }
}

template <int W1, int W2> void signs() {
  pair<W1, false, W2, false>();
  pair<W1, false, W2, true>();
  pair<W1, true, W2, false>();
  pair<W1, true, W2, true>();
}
template <int W1, int W2> void sums() {
  arithmetic<W1, false, W2, false>();
  arithmetic<W1, false, W2, true>();
  arithmetic<W1, true, W2, false>();
  arithmetic<W1, true, W2, true>();
}

// ---- any width: the reference is an array of bits ----

using Bits = std::vector<bool>;

template <typename N> Bits bits_of(const N& x, int width) {
  Bits b(static_cast<std::size_t>(width));
  for (int i = 0; i < width; i++) b[static_cast<std::size_t>(i)] = x[i];
  return b;
}
/** Random bits, some of them nearly all equal; written bit by bit. */
template <typename N> N scatter(Bits& b) {
  N x;
  b.assign(static_cast<std::size_t>(N::width), false);
  const int kind = below(4);
  for (int i = 0; i < N::width; i++) {
    const bool bit = kind == 0 ? below(40) == 0 : kind == 1 ? below(40) != 0 : (draw() & 1) != 0;
    b[static_cast<std::size_t>(i)] = bit;
    x[i] = bit;
  }
  return x;
}
Bits resized(const Bits& b, int width, bool sign) {
  Bits y = b;
  const bool fill = sign && b.back();
  y.resize(static_cast<std::size_t>(width), fill);
  return y;
}
int order(const Bits& a, bool sa, const Bits& b, bool sb) {
  const int width = static_cast<int>(a.size() > b.size() ? a.size() : b.size()) + 1;
  const Bits x = resized(a, width, sa), y = resized(b, width, sb);
  if (x.back() != y.back()) return x.back() ? -1 : 1;
  for (int i = width - 1; i >= 0; i--)
    if (x[static_cast<std::size_t>(i)] != y[static_cast<std::size_t>(i)]) return y[static_cast<std::size_t>(i)] ? -1 : 1;
  return 0;
}

template <int W1, bool S1, int W2, bool S2> void wide() {
  using A = Num<W1, S1>;
  using B = Num<W2, S2>;
  for (int i = 0; i < 12; i++) {
    Bits p, q;
    const A a = scatter<A>(p);
    B b = scatter<B>(q);
    if (below(3) == 0) {
      b = a;
      q = bits_of(b, W2);
      check(q == resized(p, W2, S1), "convert a wide number", W1, W2);
    }
    check(bits_of(a, W1) == p, "write and read bits", W1);
    const int o = order(p, S1, q, S2);
    check((a == b) == (o == 0) && (a != b) == (o != 0) && (a < b) == (o < 0), "wide compare", W1, W2);
    check((a <= b) == (o <= 0) && (a > b) == (o > 0) && (a >= b) == (o >= 0), "wide compare", W1, W2);

    const int lo = below(W1), hi = lo + below(W1 - lo), n = hi - lo + 1;
    Bits cut(p.begin() + lo, p.begin() + hi + 1);
    const ap_uint<W2> slice = a.range(hi, lo);
    check(bits_of(slice, W2) == resized(cut, W2, false), "read a slice", W1, hi * 10000L + lo);
    const ap_int<W2> signed_slice = a.range(hi, lo);
    check(bits_of(signed_slice, W2) == resized(cut, W2, false), "read a slice into a signed number", W1, W2);
    std::uint64_t low = 0;
    for (int k = 0; k < n && k < 64; k++) low |= static_cast<std::uint64_t>(cut[static_cast<std::size_t>(k)]) << k;
    check(a.range(hi, lo).to_uint64() == low && a(hi, lo) == ap_uint<W1>(a.range(hi, lo)), "slice to native", W1, n);

    A c = a;
    c.range(hi, lo) = b;
    Bits r = p;
    const Bits source = resized(q, n, S2);
    for (int k = 0; k < n; k++) r[static_cast<std::size_t>(lo + k)] = source[static_cast<std::size_t>(k)];
    check(bits_of(c, W1) == r, "write a slice", W1, n);
    c.range(hi, lo) = a.range(hi, lo);
    check(c == a, "write a slice from a slice", W1, n);
    c.range(hi, lo) = -1;
    r = p;
    for (int k = 0; k < n; k++) r[static_cast<std::size_t>(lo + k)] = true;
    check(bits_of(c, W1) == r, "write -1 to a slice", W1, n);

    const int by = below(W1 + 4);
    const Bits left = bits_of(a << by, W1), right = bits_of(a >> by, W1);
    bool shifts = true;
    for (int k = 0; k < W1; k++) {
      shifts = shifts && left[static_cast<std::size_t>(k)] == (k >= by && p[static_cast<std::size_t>(k - by)]);
      shifts = shifts && right[static_cast<std::size_t>(k)] == (k + by < W1 ? bool(p[static_cast<std::size_t>(k + by)]) : S1 && p.back());
    }
    check(shifts, "wide shifts", W1, by);
    A moved = a;
    moved <<= by;
    moved >>= by;
    check(moved == A((a << by) >> by), "wide shifts in place", W1, by);

    const Bits inverse = bits_of(~a, W1), both = bits_of(a & b, W1), either = bits_of(a | b, W1), differ = bits_of(a ^ b, W1);
    const Bits qq = resized(q, W1, S2);
    bool logic = true;
    for (std::size_t k = 0; k < static_cast<std::size_t>(W1); k++)
      logic = logic && inverse[k] != p[k] && both[k] == (p[k] && qq[k]) && either[k] == (p[k] || qq[k]) && differ[k] == (p[k] != qq[k]);
    check(logic, "wide logic", W1, W2);

    Bits joined = q;
    joined.insert(joined.end(), p.begin(), p.end());
    const ap_uint<W1 + W2> ab = (a, b);
    check(bits_of(ab, W1 + W2) == joined, "concatenate", W1, W2);

    std::string hex = "0x", binary;
    for (int k = (W1 + 3) / 4 - 1; k >= 0; k--) {
      int digit = 0;
      for (int j = 0; j < 4; j++) digit |= 4 * k + j < W1 && p[static_cast<std::size_t>(4 * k + j)] ? 1 << j : 0;
      hex += "0123456789abcdef"[digit];
    }
    for (int k = W1 - 1; k >= 0; k--) binary += p[static_cast<std::size_t>(k)] ? '1' : '0';
    check(A(hex.c_str(), 16) == a && A(hex.c_str() + 2, 16) == a && A(binary.c_str(), 2) == a, "parse", W1);
    bool any = false, all = true, odd = false;
    for (std::size_t k = 0; k < p.size(); k++) {
      any = any || p[k];
      all = all && p[k];
      odd = odd != p[k];
    }
    check(a.or_reduce() == any && a.and_reduce() == all && a.xor_reduce() == odd, "reduce", W1);
  }
  const A ones = -1, seven = 7;
  check((S1 ? ones < 0 : ones > 0) && ones == A(~A(0)) && seven == 7 && seven > 6 && seven.to_int() == 7, "wide from native", W1);
}

template <int W1, int W2> void wide_signs() {
  wide<W1, false, W2, false>();
  wide<W1, false, W2, true>();
  wide<W1, true, W2, false>();
  wide<W1, true, W2, true>();
}

static const ap_int<9> table[2][3] = {{-1, 2, -256}, {255, 0, 1}};

int main() {
  signs<1, 1>(), signs<2, 3>(), signs<7, 9>(), signs<8, 16>(), signs<32, 33>(), signs<63, 1>(), signs<64, 64>(), signs<64, 5>();
  sums<1, 1>(), sums<2, 1>(), sums<8, 8>(), sums<7, 16>(), sums<31, 32>(), sums<33, 20>(), sums<1, 61>();
  alone<2, true>(), alone<2, false>(), alone<7, true>(), alone<8, false>(), alone<16, true>(), alone<31, false>();
  alone<32, true>(), alone<33, false>(), alone<63, true>(), alone<64, true>(), alone<64, false>(), alone<1, false>();
  wide_signs<64, 65>(), wide_signs<65, 7>(), wide_signs<128, 128>(), wide_signs<129, 200>(), wide_signs<1000, 63>();
  wide<8092, false, 100, false>(), wide<4099, true, 4093, true>(), wide<8191, true, 1, true>(), wide<7, false, 130, true>(), wide<192, false, 64, false>();

  const ap_int<8> low = -128;
  const ap_int<9> up = -low;
  check(up == 128 && (-ap_uint<8>(255)) == -255, "minus grows by one bit");
  check(ap_int<4>(8) == -8 && ap_uint<4>(-1) == 15 && ap_uint<70>("1180591620717411303423") == ap_uint<70>(-1), "wrap");
  check(ap_int<70>("-5", 10) == -5 && ap_uint<12>("0b101", 2) == 5, "parse");
  check(table[0][2] == -256 && table[1][0] == 255, "tables");
  ap_uint<3> index = 2;
  check(table[0][index] == -256, "as an index");
  ap_uint<2> flags = 0;
  flags[1] = flags[0] = true;
  check(flags == 3 && !(flags == 2), "bits");
  return test::finish();
}
