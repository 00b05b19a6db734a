// Clocks the bench under Verilator until it is done.
#include <memory>

#include "Vbench.h"
#include "verilated.h"

int main(int argc, char** argv) {
  Verilated::commandArgs(argc, argv);
  const auto bench = std::make_unique<Vbench>();
  const auto tick = [&bench] {
    bench->clk = 0;
    bench->eval();
    bench->clk = 1;
    bench->eval();
  };
  bench->rst_n = 0;
  for (int i = 0; i < 4; i++) tick();
  bench->rst_n = 1;
  while (!bench->done && !Verilated::gotFinish()) tick();
  bench->final();
  return bench->failed ? 1 : 0;
}
