// Host stand-in for Vitis' <hls_stream.h>: an unbounded queue.
//
// A read of an empty stream is a deadlock in hardware, so it stops the program with exit 97 instead of warning.
// C simulation runs one process after another, so it says nothing about depths; those of the top are one burst
// of the producer each, and nothing here checks that they suffice.
#ifndef FINNC_SHIM_HLS_STREAM_H
#define FINNC_SHIM_HLS_STREAM_H
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace hls {

template <typename T, int DEPTH = 0> class stream;

template <typename T> class stream<T, 0> {
 public:
  using value_type = T;
  stream() = default;
  explicit stream(const char* name) : name_(name) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    if (size_ > 0) std::fprintf(stderr, "hls_stream shim: '%s' still holds %zu item(s)\n", name_, size_);
    for (Block* block = first_; block != nullptr;) {
      Block* const next = block->next;
      delete block;
      block = next;
    }
    delete spare_;
  }

  bool empty() const { return size_ == 0; }
  bool full() const { return false; }
  std::size_t size() const { return size_; }

  T read() {
    if (size_ == 0) {
      std::fprintf(stderr, "hls_stream shim: read from empty stream '%s'\n", name_);
      std::exit(97);
    }
    const T x = first_->items[head_];
    size_--;
    if (++head_ == ITEMS) {
      Block* const done = first_;
      first_ = done->next;
      if (first_ == nullptr) last_ = nullptr;
      head_ = 0;
      delete spare_;
      spare_ = done;
    }
    return x;
  }
  void read(T& x) { x = read(); }
  bool read_nb(T& x) {
    if (size_ == 0) return false;
    x = read();
    return true;
  }
  void write(const T& x) {
    if (last_ == nullptr || tail_ == ITEMS) append();
    last_->items[tail_++] = x;
    size_++;
  }
  bool write_nb(const T& x) {
    write(x);
    return true;
  }
  void operator>>(T& x) { read(x); }
  void operator<<(const T& x) { write(x); }

 private:
  static constexpr int ITEMS = 256;
  struct Block {
    T items[ITEMS];
    Block* next = nullptr;
  };
  void append() {
    Block* const block = spare_ != nullptr ? spare_ : new Block;
    spare_ = nullptr;
    block->next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = block;
    last_ = block;
    tail_ = 0;
  }
  Block *first_ = nullptr, *last_ = nullptr, *spare_ = nullptr;
  int head_ = 0, tail_ = 0;
  std::size_t size_ = 0;
  const char* name_ = "stream";
};

/** The vendor's form with a depth; on the host the depth has no effect. */
template <typename T, int DEPTH> class stream : public stream<T, 0> {
 public:
  using stream<T, 0>::stream;
};

}  // namespace hls
#endif
