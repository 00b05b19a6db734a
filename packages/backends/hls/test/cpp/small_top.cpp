// A network as the emitter writes it: 6 x 6 pixels of two 8-bit channels, a 3 x 3 convolution to 6 bipolar channels,
// pool, and a dense layer to 4 two-bit outputs.
#include "finnc/axis.hpp"
#include "finnc/pool.hpp"
#include "finnc/mvau.hpp"
#include "finnc/sliding_window.hpp"
#include "finnc/thresholding.hpp"
#include "finnc/width.hpp"

static const ap_uint<6> weights_0[2][3 * 3] = {
    {0x15, 0x2a, 0x3f, 0x01, 0x38, 0x07, 0x19, 0x26, 0x30},
    {0x2d, 0x12, 0x00, 0x3e, 0x0c, 0x33, 0x1b, 0x24, 0x0f},
};
static const finnc::Thresholds<2, 3, 1, ap_int<14>, finnc::Bipolar> thresholds_0 = {
    {{{-12}, {40}, {-3}}, {{0}, {25}, {-90}}},
};
static const ap_uint<16> weights_1[1][4 * 3] = {
    {0x1d75, 0x4f3c, 0x7104, 0xdc11, 0x5555, 0x0f0f, 0x3333, 0xc0c0, 0xfdb7, 0x0001, 0x9c4d, 0x7ff7},
};
static const finnc::PassThrough<finnc::Signed<16> > pass_1;
static const finnc::SharedThresholds<3, ap_int<16>, finnc::Unsigned<2> > thresholds_2 = {{-4, 0, 5}};

void small_top(hls::stream<ap_axiu<16> >& s_axis, hls::stream<ap_axiu<8> >& m_axis, int frames) {
  hls::stream<ap_uint<16> > s0("s0");
  hls::stream<ap_uint<16> > s1("s1");
  hls::stream<ap_uint<48> > s2("s2");
  hls::stream<ap_uint<2> > s3("s3");
  hls::stream<ap_uint<2> > s4("s4");
  hls::stream<ap_uint<8> > s5("s5");
  hls::stream<ap_uint<16> > s6("s6");
  hls::stream<ap_uint<2> > s7("s7");
#ifdef __SYNTHESIS__
#pragma HLS INTERFACE axis port = s_axis
#pragma HLS INTERFACE axis port = m_axis
#pragma HLS INTERFACE s_axilite port = frames
#pragma HLS INTERFACE s_axilite port = return
#pragma HLS STABLE variable = frames
#pragma HLS DATAFLOW
#pragma HLS STREAM variable = s0 depth = 2
#pragma HLS STREAM variable = s1 depth = 32
#pragma HLS STREAM variable = s2 depth = 2
#pragma HLS STREAM variable = s3 depth = 2
#pragma HLS STREAM variable = s4 depth = 2
#pragma HLS STREAM variable = s5 depth = 2
#pragma HLS STREAM variable = s6 depth = 2
#pragma HLS STREAM variable = s7 depth = 2
#pragma HLS ARRAY_PARTITION variable = thresholds_0.values complete dim = 1
#pragma HLS ARRAY_PARTITION variable = thresholds_2.values complete dim = 0
#pragma HLS BIND_STORAGE variable = weights_0 type = rom_1p impl = lutram
#pragma HLS BIND_STORAGE variable = weights_1 type = rom_1p impl = lutram
#endif
  finnc::from_axis<16, 36>(s_axis, s0, frames);
  finnc::sliding_window<2, 2, 8, 6, 6, 3, 3, 1, 1, 1, 1>(s0, s1, frames);
  finnc::width<2, 6, 8, 144>(s1, s2, frames);
  finnc::mvau<18, 6, 6, 2, 16, finnc::Unsigned<8>, finnc::Bipolar, ap_int<14> >(s2, s3, weights_0, thresholds_0, frames);
  finnc::pool<finnc::Largest<finnc::Bipolar>, 6, 2, 4, 4, 2, 2, 2, 2>(s3, s4, frames);
  finnc::width<2, 8, 1, 12>(s4, s5, frames);
  finnc::mvau<24, 4, 8, 1, 1, finnc::Bipolar, finnc::Signed<2>, ap_int<8> >(s5, s6, weights_1, pass_1, frames);
  finnc::thresholding<4, 1, 1, finnc::Signed<16> >(s6, s7, thresholds_2, frames);
  finnc::to_axis<2, 4>(s7, m_axis, frames);
}
