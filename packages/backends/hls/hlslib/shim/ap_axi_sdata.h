// Host stand-in for Vitis' <ap_axi_sdata.h>: the AXI4-Stream beat with its side channels.
#ifndef FINNC_SHIM_AP_AXI_SDATA_H
#define FINNC_SHIM_AP_AXI_SDATA_H
#include <ap_int.h>

namespace hls {

/** Side channels of width 0 do not exist in hardware; here they keep one unused bit. */
template <typename T, int USER = 0, int ID = 0, int DEST = 0> struct axis {
  static constexpr int BYTES = (T::width + 7) / 8;
  T data;
  ap_uint<BYTES> keep;
  ap_uint<BYTES> strb;
  ap_uint<(USER > 0 ? USER : 1)> user;
  ap_uint<1> last;
  ap_uint<(ID > 0 ? ID : 1)> id;
  ap_uint<(DEST > 0 ? DEST : 1)> dest;
};

}  // namespace hls

template <int W, int USER = 0, int ID = 0, int DEST = 0> using ap_axiu = hls::axis<ap_uint<W>, USER, ID, DEST>;
template <int W, int USER = 0, int ID = 0, int DEST = 0> using ap_axis = hls::axis<ap_int<W>, USER, ID, DEST>;
#endif
