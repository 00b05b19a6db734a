// What every testbench needs: beats as hexadecimal text, to and from AXI4-Stream, and the comparison. Host code only.
// Include it behind the design's top.hpp, which sets the width of ap_uint before any vendor header.
#ifndef FINNC_TESTBENCH_HPP
#define FINNC_TESTBENCH_HPP
#include <ap_axi_sdata.h>
#include <ap_int.h>
#include <hls_stream.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace finnc_tb {

/** Beats of a port, one hexadecimal number each, element 0 in the lowest digits. */
using Beats = std::vector<std::string>;

/** Lines of a file that are not empty; ends the program with exit 2 if it cannot be read. */
inline Beats read_beats(const std::string& path) {
  std::ifstream file(path.c_str());
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
  Beats beats;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) beats.push_back(line);
  }
  return beats;
}

/** A beat a line; ends the program with exit 2 if the file cannot be written. */
inline void write_beats(const std::string& path, const Beats& beats) {
  std::ofstream file(path.c_str());
  for (std::size_t i = 0; i < beats.size(); i++) file << beats[i] << '\n';
  file.close();
  if (!file) {
    std::fprintf(stderr, "cannot write %s\n", path.c_str());
    std::exit(2);
  }
}

/** Hexadecimal digits to bits, lowest digit last; digits beyond BITS are not looked at. */
template <int BITS> ap_uint<BITS> parse_beat(const std::string& text) {
  ap_uint<BITS> word = 0;
  int low = 0;
  for (std::size_t i = text.size(); i > 0 && low < BITS; i--, low += 4) {
    const char c = text[i - 1];
    const int digit = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
    for (int b = 0; b < 4 && low + b < BITS; b++) word[low + b] = (digit >> b) & 1;
  }
  return word;
}

/** Without leading zeros, in lower case. */
template <int BITS> std::string print_beat(const ap_uint<BITS>& word) {
  std::string text;
  for (int low = 0; low < BITS; low += 4) {
    int digit = 0;
    for (int b = 0; b < 4 && low + b < BITS; b++) digit |= (word[low + b] ? 1 : 0) << b;
    text.insert(text.begin(), "0123456789abcdef"[digit]);
  }
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? "0" : text.substr(first);
}

/** Queues beats on an input, TLAST on the last. */
template <int BITS, int AXIS> void send(const Beats& beats, hls::stream<ap_axiu<AXIS> >& stream) {
  for (std::size_t i = 0; i < beats.size(); i++) {
    ap_axiu<AXIS> word;
    word.data = parse_beat<BITS>(beats[i]);
    word.keep = -1;
    word.strb = -1;
    word.last = i + 1 == beats.size() ? 1 : 0;
    stream.write(word);
  }
}

/** Takes `count` beats from an output; TLAST anywhere but on the last ends the program with exit 1. */
template <int BITS, int AXIS> Beats receive(hls::stream<ap_axiu<AXIS> >& stream, std::size_t count) {
  Beats beats;
  for (std::size_t i = 0; i < count; i++) {
    const ap_axiu<AXIS> word = stream.read();
    const ap_uint<BITS> beat = word.data.range(BITS - 1, 0);
    beats.push_back(print_beat<BITS>(beat));
    const bool last = word.last == 1;
    if (last != (i + 1 == count)) {
      std::fprintf(stderr, "TLAST is %d on beat %zu of %zu\n", last ? 1 : 0, i, count);
      std::exit(1);
    }
  }
  return beats;
}

/** Beats that are not as wanted; the first of them, or a wrong count, is printed. */
inline std::size_t mismatches_of(const char* port, const Beats& got, const Beats& want) {
  if (want.size() != got.size()) {
    std::fprintf(stderr, "%s: %zu beats, %zu expected\n", port, got.size(), want.size());
    return 1;
  }
  std::size_t mismatches = 0;
  for (std::size_t i = 0; i < got.size(); i++) {
    if (got[i] == want[i]) continue;
    if (mismatches++ == 0)
      std::fprintf(stderr, "%s: beat %zu is %s, expected %s\n", port, i, got[i].c_str(), want[i].c_str());
  }
  return mismatches;
}

/**
 * What the command line asks for: `csim [VECTORS]` compares with `<port>.dat` in a folder, `csim --run IN... OUT...`
 * computes, one file a port. Ends the program with exit 2 and the usage if files are missing.
 */
class Session {
 public:
  Session(int argc, char** argv, int inputs, int outputs)
      : run_(argc > 1 && std::strcmp(argv[1], "--run") == 0), argv_(argv), inputs_(inputs), mismatches_(0) {
    if (run_ && argc != 2 + inputs + outputs) {
      std::fprintf(stderr, "usage: %s [VECTORS]\n       %s --run", argv[0], argv[0]);
      for (int i = 0; i < inputs; i++) std::fprintf(stderr, " IN");
      for (int i = 0; i < outputs; i++) std::fprintf(stderr, " OUT");
      std::fprintf(stderr, "\n");
      std::exit(2);
    }
    folder_ = !run_ && argc > 1 ? argv[1] : "tb/vectors";
  }

  Beats input(int index, const char* port) const { return read_beats(run_ ? argv_[2 + index] : vectors(port)); }

  void output(int index, const char* port, const Beats& got) {
    if (run_) {
      write_beats(argv_[2 + inputs_ + index], got);
    } else {
      mismatches_ += mismatches_of(port, got, read_beats(vectors(port)));
    }
  }

  /** Prints the sum of a comparison; the program's exit code. */
  int finish(int frames) const {
    if (!run_) std::printf("%d frames, %zu mismatches\n", frames, mismatches_);
    return mismatches_ == 0 ? 0 : 1;
  }

 private:
  std::string vectors(const char* port) const { return folder_ + "/" + port + ".dat"; }

  bool run_;
  char** argv_;
  int inputs_;
  std::size_t mismatches_;
  std::string folder_;
};

}  // namespace finnc_tb
#endif
