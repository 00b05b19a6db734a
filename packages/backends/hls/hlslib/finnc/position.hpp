// Where in an image a result stands, for layers that treat its border otherwise.
#ifndef FINNC_POSITION_HPP
#define FINNC_POSITION_HPP
#if defined(__GNUC__) && !defined(__SYNTHESIS__)
#pragma GCC system_header  // the HLS pragmas are not a host compiler's to warn about
#endif

namespace finnc {

/** Results that are treated alike wherever they stand. */
struct Anywhere {
  struct Position {
    int first(const Anywhere&) const { return 0; }
    void next() {}
  };
};

/**
 * Images of OH x OW results, row by row. The activation of result (y, x) has its groups of channels from
 * rows[y] + columns[x] on, so that two counters and two short tables tell a border from what lies inside. Group is a
 * native unsigned type.
 */
template <int OH, int OW, typename Group> struct ByPosition {
  Group rows[OH];
  Group columns[OW];
  struct Position {
    int y, x;
    Position() : y(0), x(0) {}
    int first(const ByPosition& by) const {
#pragma HLS INLINE
      return by.rows[y] + by.columns[x];
    }
    void next() {
#pragma HLS INLINE
      if (++x == OW) {
        x = 0;
        if (++y == OH) y = 0;
      }
    }
  };
};

}  // namespace finnc
#endif
