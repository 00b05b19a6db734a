// The small network against loops over numbers; its weights are read out of the words of small_top.cpp.
#include "small_top.cpp"

#include <vector>

#include "check.hpp"

static int sign(int bit) { return bit != 0 ? 1 : -1; }

static std::vector<int> reference(const std::vector<int>& image) {
  int maps[4][4][6];
  for (int y = 0; y < 4; y++)
    for (int x = 0; x < 4; x++)
      for (int row = 0; row < 6; row++) {
        int acc = 0;
        for (int k = 0; k < 18; k++) {
          const int pixel = image[static_cast<std::size_t>(((y + k / 6) * 6 + x + k / 2 % 3) * 2 + k % 2)];
          acc += pixel * sign(weights_0[row % 2][row / 2 * 3 + k / 6][k % 6]);
        }
        maps[y][x][row] = acc >= thresholds_0.values[row % 2][row / 2][0].to_int();
      }
  std::vector<int> y;
  for (int row = 0; row < 4; row++) {
    int acc = 0;
    for (int k = 0; k < 24; k++) {
      const int py = k / 12 * 2, px = k / 6 % 2 * 2, c = k % 6;
      const int bit = maps[py][px][c] | maps[py][px + 1][c] | maps[py + 1][px][c] | maps[py + 1][px + 1][c];
      const int code = static_cast<int>(weights_1[0][row * 3 + k / 8].range(k % 8 * 2 + 1, k % 8 * 2).to_uint64());
      acc += sign(bit) * (code >= 2 ? code - 4 : code);
    }
    y.push_back((acc >= -4) + (acc >= 0) + (acc >= 5));
  }
  return y;
}

int main() {
  constexpr int frames = 40;
  hls::stream<ap_axiu<16> > in("in");
  hls::stream<ap_axiu<8> > out("out");
  std::vector<int> want;
  for (int f = 0; f < frames; f++) {
    std::vector<int> image;
    for (int i = 0; i < 72; i++) image.push_back(test::below(256));
    for (std::size_t i = 0; i < 72; i += 2) {
      ap_axiu<16> word;
      word.data = image[i] | image[i + 1] << 8;
      in.write(word);
    }
    for (const int y : reference(image)) want.push_back(y);
  }
  small_top(in, out, frames);
  int seen[4] = {0, 0, 0, 0};
  for (std::size_t i = 0; i < want.size(); i++) {
    const ap_axiu<8> word = out.read();
    test::check(word.data == want[i] && word.last == (i + 1 == want.size() ? 1 : 0), "small net", static_cast<long>(i), want[i]);
    seen[want[i]]++;
  }
  test::check(seen[0] + seen[1] > 0 && seen[2] + seen[3] > 0, "the outputs vary");
  return test::finish();
}
