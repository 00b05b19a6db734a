// Host stand-in for Vitis' <ap_int.h>: just enough of ap_int and ap_uint for finnc's layers and testbenches.
//
// 1 to 8192 bits. Slices, concatenation, logic, shifts and compares work at any width; + - * up to 64 result bits.
// Result widths follow the vendor's table (a + b grows by one bit, ...), so one source means the same with both headers.
// Two deliberate differences: variables start at zero (with -DAP_SHIM_DIRTY at a pattern, to find those that must be set),
// and a slice or bit out of range stops the program (exit 98).
#ifndef FINNC_SHIM_AP_INT_H
#define FINNC_SHIM_AP_INT_H
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

namespace ap_shim {

#ifdef AP_SHIM_DIRTY
constexpr std::uint64_t UNSET = 0xa5a5a5a5a5a5a5a5ULL;
#else
constexpr std::uint64_t UNSET = 0;
#endif

template <int W, bool S> class Number;
template <int W, bool S> class Slice;
template <int W, bool S> class Bit;

constexpr int larger(int a, int b) { return a > b ? a : b; }

[[noreturn]] inline void out_of_range(int hi, int lo, int width) {
  std::fprintf(stderr, "ap_int shim: bits (%d, %d) of a %d-bit number\n", hi, lo, width);
  std::exit(98);
}

// ---- words: little-endian arrays of 64-bit words, shared by all wide widths to keep templates small ----

inline void words_shift_left(std::uint64_t* w, int n, int by) {
  const int skip = by / 64, bits = by % 64;
  for (int i = n - 1; i >= 0; i--) {
    const std::uint64_t hi = i - skip >= 0 ? w[i - skip] : 0;
    const std::uint64_t lo = i - skip - 1 >= 0 ? w[i - skip - 1] : 0;
    w[i] = bits == 0 ? hi : (hi << bits) | (lo >> (64 - bits));
  }
}

inline void words_shift_right(std::uint64_t* w, int n, int by, std::uint64_t fill) {
  const int skip = by / 64, bits = by % 64;
  for (int i = 0; i < n; i++) {
    const std::uint64_t lo = i + skip < n ? w[i + skip] : fill;
    const std::uint64_t hi = i + skip + 1 < n ? w[i + skip + 1] : fill;
    w[i] = bits == 0 ? lo : (lo >> bits) | (hi << (64 - bits));
  }
}

inline void words_parse(std::uint64_t* w, int n, const char* s, int radix) {
  for (int i = 0; i < n; i++) w[i] = 0;
  const bool negative = *s == '-';
  if (*s == '-' || *s == '+') s++;
  if (s[0] == '0' && ((radix == 16 && (s[1] == 'x' || s[1] == 'X')) || (radix == 2 && (s[1] == 'b' || s[1] == 'B')))) s += 2;
  for (; *s != 0; s++) {
    const int digit = *s >= 'a' ? *s - 'a' + 10 : *s >= 'A' ? *s - 'A' + 10 : *s - '0';
    if (digit < 0 || digit >= radix) {
      std::fprintf(stderr, "ap_int shim: '%c' is not a digit in radix %d\n", *s, radix);
      std::exit(98);
    }
    std::uint64_t carry = static_cast<std::uint64_t>(digit);
    for (int i = 0; i < n; i++) {
      const std::uint64_t lo = (w[i] & 0xffffffffULL) * static_cast<std::uint64_t>(radix) + carry;
      const std::uint64_t hi = (w[i] >> 32) * static_cast<std::uint64_t>(radix) + (lo >> 32);
      w[i] = (hi << 32) | (lo & 0xffffffffULL);
      carry = hi >> 32;
    }
  }
  std::uint64_t borrow = 1;
  for (int i = 0; negative && i < n; i++) {
    w[i] = ~w[i] + borrow;
    borrow = borrow != 0 && w[i] == 0 ? 1 : 0;
  }
}

// ---- storage: one native word up to 64 bits, else an array; unused high bits always repeat the sign (or are zero) ----

template <int W, bool S> struct Native {
  using type = typename std::conditional<
      S,
      typename std::conditional<
          (W <= 8), std::int8_t,
          typename std::conditional<(W <= 16), std::int16_t,
                                    typename std::conditional<(W <= 32), std::int32_t, std::int64_t>::type>::type>::type,
      typename std::conditional<
          (W <= 8), std::uint8_t,
          typename std::conditional<(W <= 16), std::uint16_t,
                                    typename std::conditional<(W <= 32), std::uint32_t, std::uint64_t>::type>::type>::type>::
      type;
};

template <int W, bool S, bool SMALL> struct Store;

template <int W, bool S> struct Store<W, S, true> {
  using native = typename Native<W, S>::type;
  static constexpr int WORDS = 1;
  native v;
  constexpr Store() : v(fit(UNSET)) {}
  constexpr Store(std::uint64_t u, bool) : v(fit(u)) {}
  static constexpr native fit(std::uint64_t u) {
    return S ? static_cast<native>(static_cast<std::int64_t>(u << (64 - W)) >> (64 - W))
             : static_cast<native>(u & (~0ULL >> (64 - W)));
  }
  constexpr void assign(std::uint64_t u, bool) { v = fit(u); }
  constexpr bool negative() const { return S && v < 0; }
  constexpr std::uint64_t low() const { return S ? static_cast<std::uint64_t>(static_cast<std::int64_t>(v)) : static_cast<std::uint64_t>(v); }
  constexpr std::uint64_t word(int i) const { return i == 0 ? low() : negative() ? ~0ULL : 0ULL; }
  constexpr std::uint64_t from(int lo) const { return (low() & (~0ULL >> (64 - W))) >> lo; }
  constexpr void put(int lo, int n, std::uint64_t x) {
    const std::uint64_t mask = (~0ULL >> (64 - n)) << lo;
    v = fit((low() & ~mask) | ((x << lo) & mask));
  }
  constexpr void set_word(int, std::uint64_t u) { v = fit(u); }
  constexpr void settle() {}
  constexpr operator native() const { return v; }
};

template <int W, bool S> struct Store<W, S, false> {
  static_assert(W <= 8192, "ap_int shim: at most 8192 bits");
  static constexpr int WORDS = (W + 63) / 64;
  std::uint64_t v[WORDS];
  constexpr Store() : v{} {
    for (int i = 0; UNSET != 0 && i < WORDS; i++) v[i] = UNSET;
    settle();
  }
  constexpr Store(std::uint64_t u, bool sign) : v{} { assign(u, sign); }
  constexpr void assign(std::uint64_t u, bool sign) {
    v[0] = u;
    for (int i = 1; i < WORDS; i++) v[i] = sign ? ~0ULL : 0ULL;
    settle();
  }
  constexpr bool negative() const { return S && (v[WORDS - 1] >> 63) != 0; }
  constexpr std::uint64_t low() const { return v[0]; }
  constexpr std::uint64_t word(int i) const { return i < WORDS ? v[i] : negative() ? ~0ULL : 0ULL; }
  /** 64 bits starting at bit `lo`; bits past the top are unspecified copies of the sign or zero. */
  constexpr std::uint64_t from(int lo) const {
    const int i = lo / 64, bits = lo % 64;
    return bits == 0 ? v[i] : (v[i] >> bits) | (word(i + 1) << (64 - bits));
  }
  constexpr void put(int lo, int n, std::uint64_t x) {
    const int i = lo / 64, bits = lo % 64;
    const std::uint64_t mask = ~0ULL >> (64 - n);
    x &= mask;
    v[i] = (v[i] & ~(mask << bits)) | (x << bits);
    if (bits + n > 64) v[i + 1] = (v[i + 1] & ~(mask >> (64 - bits))) | (x >> (64 - bits));
    settle();
  }
  constexpr void set_word(int i, std::uint64_t u) { v[i] = u; }
  constexpr void settle() {
    constexpr int spare = WORDS * 64 - W;
    const std::uint64_t top = v[WORDS - 1] << spare;
    v[WORDS - 1] = S ? static_cast<std::uint64_t>(static_cast<std::int64_t>(top) >> spare) : top >> spare;
  }
};

// ---- what may stand beside an operator: numbers, slices, bits and native integers ----

template <typename T, typename = void> struct Form {
  static constexpr bool ours = false, known = false;
};
template <typename A, typename B>
using Both = typename std::enable_if<Form<A>::known && Form<B>::known && (Form<A>::ours || Form<B>::ours)>::type;
template <typename A> using Any = typename std::enable_if<Form<A>::known>::type;

// ---- numbers ----

template <int W, bool S> class Number : public Store<W, S, (W <= 64)> {
  static_assert(W >= 1, "ap_int shim: at least 1 bit");
  using Base = Store<W, S, (W <= 64)>;

 public:
  static constexpr int width = W;
  static constexpr bool sign_flag = S;

  constexpr Number() = default;
  // Tables are written in these two; plain overloads spare the compiler the template below, entry by entry.
  constexpr Number(int x) : Base(static_cast<std::uint64_t>(x), x < 0) {}
  constexpr Number(unsigned long long x) : Base(x, false) {}
  template <typename T, typename = typename std::enable_if<std::is_integral<T>::value>::type>
  constexpr Number(T x) : Base(static_cast<std::uint64_t>(x), std::is_signed<T>::value && x < T(0)) {}
  template <int W2, bool S2> constexpr Number(const Number<W2, S2>& x) : Base() {
    for (int i = 0; i < Base::WORDS; i++) this->set_word(i, x.word(i));
    this->settle();
  }
  template <int W2, bool S2> constexpr Number(const Slice<W2, S2>& x) : Base() {
    for (int i = 0; i < Base::WORDS; i++) this->set_word(i, x.word(i));
    this->settle();
  }
  template <int W2, bool S2> constexpr Number(const Bit<W2, S2>& x) : Base() { this->assign(static_cast<bool>(x) ? 1 : 0, false); }
  explicit Number(const char* digits, int radix = 10) : Base() {
    std::uint64_t w[Base::WORDS];
    words_parse(w, Base::WORDS, digits, radix);
    for (int i = 0; i < Base::WORDS; i++) this->set_word(i, w[i]);
    this->settle();
  }

  constexpr std::uint64_t to_uint64() const { return this->low(); }
  constexpr std::int64_t to_int64() const { return static_cast<std::int64_t>(this->low()); }
  constexpr int to_int() const { return static_cast<int>(this->low()); }
  constexpr unsigned to_uint() const { return static_cast<unsigned>(this->low()); }
  constexpr bool to_bool() const { return or_reduce(); }
  constexpr int length() const { return W; }

  constexpr Slice<W, S> range(int hi, int lo) { return Slice<W, S>(*this, hi, lo); }
  constexpr const Slice<W, S> range(int hi, int lo) const { return Slice<W, S>(const_cast<Number&>(*this), hi, lo); }
  constexpr Slice<W, S> operator()(int hi, int lo) { return range(hi, lo); }
  constexpr const Slice<W, S> operator()(int hi, int lo) const { return range(hi, lo); }
  constexpr Bit<W, S> operator[](int i) { return Bit<W, S>(*this, i); }
  constexpr bool operator[](int i) const {
    if (i < 0 || i >= W) out_of_range(i, i, W);
    return (this->from(i) & 1) != 0;
  }
  constexpr bool or_reduce() const {
    std::uint64_t any = 0;
    for (int i = 0; i < Base::WORDS; i++) any |= this->word(i);
    return any != 0;
  }
  constexpr bool and_reduce() const { return !(~*this).or_reduce(); }
  constexpr bool xor_reduce() const {
    bool odd = false;
    for (int i = 0; i < W; i++) odd = odd != (*this)[i];
    return odd;
  }

  constexpr Number operator~() const {
    Number y;
    for (int i = 0; i < Base::WORDS; i++) y.set_word(i, ~this->word(i));
    y.settle();
    return y;
  }
  constexpr bool operator!() const { return !or_reduce(); }
  constexpr const Number& operator+() const { return *this; }
  constexpr Number<(S ? larger(W, 2) : W) + 1, true> operator-() const {
    static_assert(W < 64, "ap_int shim: arithmetic wider than 64 bits");
    return Number<(S ? larger(W, 2) : W) + 1, true>(static_cast<std::int64_t>(0 - this->low()));
  }

  template <typename T, typename = Any<T>> constexpr Number& operator+=(const T& x) { return step(Form<T>::of(x).low()); }
  template <typename T, typename = Any<T>> constexpr Number& operator-=(const T& x) { return step(0 - Form<T>::of(x).low()); }
  template <typename T, typename = Any<T>> constexpr Number& operator*=(const T& x) {
    static_assert(W <= 64, "ap_int shim: arithmetic wider than 64 bits");
    this->set_word(0, this->low() * Form<T>::of(x).low());
    return *this;
  }
  template <typename T, typename = Any<T>> constexpr Number& operator&=(const T& x) { return *this = *this & x; }
  template <typename T, typename = Any<T>> constexpr Number& operator|=(const T& x) { return *this = *this | x; }
  template <typename T, typename = Any<T>> constexpr Number& operator^=(const T& x) { return *this = *this ^ x; }
  template <typename T, typename = Any<T>> constexpr Number& operator<<=(const T& n) { return *this = *this << n; }
  template <typename T, typename = Any<T>> constexpr Number& operator>>=(const T& n) { return *this = *this >> n; }
  constexpr Number& operator++() { return step(1); }
  constexpr Number& operator--() { return step(~0ULL); }
  constexpr Number operator++(int) {
    const Number before = *this;
    step(1);
    return before;
  }
  constexpr Number operator--(int) {
    const Number before = *this;
    step(~0ULL);
    return before;
  }

 private:
  constexpr Number& step(std::uint64_t by) {
    static_assert(W <= 64, "ap_int shim: arithmetic wider than 64 bits");
    this->set_word(0, this->low() + by);
    return *this;
  }
};

template <int W, bool S> class Slice {
 public:
  static constexpr int width = W;
  constexpr Slice(Number<W, S>& of, int hi, int lo) : of_(of), lo_(lo), n_(hi - lo + 1) {
    if (lo < 0 || hi >= W || hi < lo) out_of_range(hi, lo, W);
  }
  constexpr Slice(const Slice&) = default;
  template <typename T, typename = Any<T>> constexpr Slice& operator=(const T& x) { return write(Form<T>::of(x)); }
  constexpr Slice& operator=(const Slice& x) { return write(Number<W, false>(x)); }
  constexpr int length() const { return n_; }
  /** The i-th 64-bit word of the slice, zero past its end. */
  constexpr std::uint64_t word(int i) const {
    const int left = n_ - 64 * i;
    if (left <= 0) return 0;
    const std::uint64_t bits = of_.from(lo_ + 64 * i);
    return left >= 64 ? bits : bits & (~0ULL >> (64 - left));
  }
  constexpr std::uint64_t to_uint64() const { return word(0); }
  constexpr std::int64_t to_int64() const { return static_cast<std::int64_t>(word(0)); }
  constexpr int to_int() const { return static_cast<int>(word(0)); }
  constexpr unsigned to_uint() const { return static_cast<unsigned>(word(0)); }
  constexpr bool or_reduce() const { return Number<W, false>(*this).or_reduce(); }

 private:
  template <typename N> constexpr Slice& write(const N& x) {
    for (int i = 0; 64 * i < n_; i++) of_.put(lo_ + 64 * i, n_ - 64 * i < 64 ? n_ - 64 * i : 64, x.word(i));
    return *this;
  }
  Number<W, S>& of_;
  const int lo_, n_;
};

template <int W, bool S> class Bit {
 public:
  constexpr Bit(Number<W, S>& of, int i) : of_(of), i_(i) {
    if (i < 0 || i >= W) out_of_range(i, i, W);
  }
  constexpr Bit(const Bit&) = default;
  constexpr operator bool() const { return (of_.from(i_) & 1) != 0; }
  constexpr bool to_bool() const { return *this; }
  constexpr Bit& operator=(bool x) {
    of_.put(i_, 1, x ? 1 : 0);
    return *this;
  }
  template <int W2, bool S2> constexpr Bit& operator=(const Number<W2, S2>& x) { return *this = x.or_reduce(); }
  constexpr Bit& operator=(const Bit& x) { return *this = static_cast<bool>(x); }

 private:
  Number<W, S>& of_;
  const int i_;
};

template <typename T> struct Form<T, typename std::enable_if<std::is_integral<T>::value>::type> {
  static constexpr bool ours = false, known = true;
  static constexpr int W = std::is_same<T, bool>::value ? 1 : static_cast<int>(8 * sizeof(T));
  static constexpr bool S = std::is_signed<T>::value;
  static constexpr Number<W, S> of(T x) { return Number<W, S>(x); }
};
template <int W_, bool S_> struct Form<Number<W_, S_>, void> {
  static constexpr bool ours = true, known = true;
  static constexpr int W = W_;
  static constexpr bool S = S_;
  static constexpr const Number<W, S>& of(const Number<W, S>& x) { return x; }
};
template <int W_, bool S_> struct Form<Slice<W_, S_>, void> {
  static constexpr bool ours = true, known = true;
  static constexpr int W = W_;
  static constexpr bool S = false;
  static constexpr Number<W, false> of(const Slice<W_, S_>& x) { return Number<W, false>(x); }
};
template <int W_, bool S_> struct Form<Bit<W_, S_>, void> {
  static constexpr bool ours = true, known = true;
  static constexpr int W = 1;
  static constexpr bool S = false;
  static constexpr Number<1, false> of(const Bit<W_, S_>& x) { return Number<1, false>(static_cast<bool>(x)); }
};

// ---- operators; the widths of results are the vendor's ----

template <typename A, typename B> struct Widths {
  static constexpr bool S = Form<A>::S || Form<B>::S;
  static constexpr int common = larger(Form<A>::W + (Form<B>::S && !Form<A>::S), Form<B>::W + (Form<A>::S && !Form<B>::S));
  static constexpr int product = Form<A>::W + Form<B>::W;
};

#define AP_SHIM_ARITHMETIC(OP, WIDTH, SIGN)                                                                             \
  template <typename A, typename B, typename = Both<A, B>>                                                              \
  constexpr Number<Widths<A, B>::WIDTH, SIGN> operator OP(const A& a, const B& b) {                                      \
    static_assert(Widths<A, B>::WIDTH <= 64, "ap_int shim: arithmetic wider than 64 bits");                              \
    return Number<Widths<A, B>::WIDTH, SIGN>(Form<A>::of(a).low() OP Form<B>::of(b).low());                              \
  }
AP_SHIM_ARITHMETIC(+, common + 1, (Widths<A, B>::S))
AP_SHIM_ARITHMETIC(-, common + 1, true)
AP_SHIM_ARITHMETIC(*, product, (Widths<A, B>::S))
#undef AP_SHIM_ARITHMETIC

#define AP_SHIM_LOGIC(OP)                                                                                               \
  template <typename A, typename B, typename = Both<A, B>>                                                              \
  constexpr Number<Widths<A, B>::common, Widths<A, B>::S> operator OP(const A& a, const B& b) {                          \
    using Y = Number<Widths<A, B>::common, Widths<A, B>::S>;                                                            \
    const auto& x = Form<A>::of(a);                                                                                     \
    const auto& z = Form<B>::of(b);                                                                                     \
    Y y;                                                                                                                \
    for (int i = 0; i < Y::WORDS; i++) y.set_word(i, x.word(i) OP z.word(i));                                           \
    y.settle();                                                                                                         \
    return y;                                                                                                           \
  }
AP_SHIM_LOGIC(&)
AP_SHIM_LOGIC(|)
AP_SHIM_LOGIC(^)
#undef AP_SHIM_LOGIC

/** Order of the mathematical values: -1, 0 or 1, whatever the widths and signs. */
template <int W1, bool S1, int W2, bool S2> constexpr int compare(const Number<W1, S1>& a, const Number<W2, S2>& b) {
  if (S1 == S2 && W1 <= 64 && W2 <= 64) {
    if (a.low() == b.low()) return 0;
    const bool less = S1 ? static_cast<std::int64_t>(a.low()) < static_cast<std::int64_t>(b.low()) : a.low() < b.low();
    return less ? -1 : 1;
  }
  if (a.negative() != b.negative()) return a.negative() ? -1 : 1;
  // With equal signs, sign-extended words order as unsigned words do.
  for (int i = (larger(W1, W2) + 63) / 64 - 1; i >= 0; i--)
    if (a.word(i) != b.word(i)) return a.word(i) < b.word(i) ? -1 : 1;
  return 0;
}

#define AP_SHIM_COMPARE(OP)                                                                                             \
  template <typename A, typename B, typename = Both<A, B>> constexpr bool operator OP(const A& a, const B& b) {          \
    return compare(Form<A>::of(a), Form<B>::of(b)) OP 0;                                                                \
  }
AP_SHIM_COMPARE(==)
AP_SHIM_COMPARE(!=)
AP_SHIM_COMPARE(<)
AP_SHIM_COMPARE(<=)
AP_SHIM_COMPARE(>)
AP_SHIM_COMPARE(>=)
#undef AP_SHIM_COMPARE

template <int W, bool S> constexpr Number<W, S> shifted(const Number<W, S>& x, int left) {
  Number<W, S> y = 0;
  if (left >= W) return y;
  if (left <= -W) left = x.negative() ? 1 - W : -W;
  if (left == -W) return y;
  if (W <= 64) {
    const std::uint64_t u = x.low();
    y.set_word(0, left >= 0 ? u << left : S ? static_cast<std::uint64_t>(static_cast<std::int64_t>(u) >> -left) : u >> -left);
    return y;
  }
  std::uint64_t w[Number<W, S>::WORDS] = {};
  for (int i = 0; i < Number<W, S>::WORDS; i++) w[i] = x.word(i);
  if (left >= 0) {
    words_shift_left(w, Number<W, S>::WORDS, left);
  } else {
    words_shift_right(w, Number<W, S>::WORDS, -left, x.negative() ? ~0ULL : 0ULL);
  }
  for (int i = 0; i < Number<W, S>::WORDS; i++) y.set_word(i, w[i]);
  y.settle();
  return y;
}

/** Shifts keep the left operand's type; a negative distance shifts the other way, as the vendor's do. */
template <int W, bool S, typename T, typename = Any<T>> constexpr Number<W, S> operator<<(const Number<W, S>& x, const T& n) {
  return shifted(x, static_cast<int>(Form<T>::of(n).low()));
}
template <int W, bool S, typename T, typename = Any<T>> constexpr Number<W, S> operator>>(const Number<W, S>& x, const T& n) {
  return shifted(x, -static_cast<int>(Form<T>::of(n).low()));
}

/** (a, b): a above b. */
template <int W1, bool S1, int W2, bool S2>
constexpr Number<W1 + W2, false> operator,(const Number<W1, S1>& a, const Number<W2, S2>& b) {
  Number<W1 + W2, false> y;
  y.range(W2 - 1, 0) = b;
  y.range(W1 + W2 - 1, W2) = a;
  return y;
}

}  // namespace ap_shim

template <int W> using ap_int = ap_shim::Number<W, true>;
template <int W> using ap_uint = ap_shim::Number<W, false>;

#endif
