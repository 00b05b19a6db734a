"""Writes small networks whose convolutions pad signs with zeros, and what qonnx computes for them.

Usage: python tools/bench/test/padded-signs/models.py tools/bench/test/padded-signs
Made and laid out as those of ../pools/models.py, from which the building of networks is taken.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pools"))
from models import QONNX, Net, write_all  # noqa: E402


class SignNet(Net):
    def convolved(self, shape, scale=0.5, bits=1, **attributes):
        """A convolution with zeros around what comes; weights of one bit are ±scale."""
        if bits == 1:
            raw = self.constant(self.rng.normal(size=shape).astype(np.float32))
            w = self.op("BipolarQuant", self.constant(scale), first=raw, domain=QONNX)
        else:
            w = self.weights(shape, scale, bits)
        self.op("Conv", w, kernel_shape=list(shape[2:]), **attributes)
        return self


def networks():
    net = SignNet("one-bit-weights", [1, 3, 7, 6]).bipolar(0.5).convolved((8, 3, 3, 3), pads=[1, 1, 1, 1])
    net.bipolar(1).convolved((4, 8, 3, 3), pads=[1, 1, 1, 1], strides=[2, 2])
    yield net.bipolar(0.5).dense(5)

    net = SignNet("several-steps", [1, 2, 6, 5]).bipolar(0.5)
    net.convolved((4, 2, 3, 2), bits=4, scale=0.3, pads=[1, 0, 2, 1])
    yield net.quant(0.7, 3, signed=1).dense(4)

    net = SignNet("a-filter-a-channel", [1, 6, 6, 6]).bipolar(0.25)
    net.convolved((6, 1, 3, 3), bits=3, scale=0.25, pads=[1, 1, 1, 1], strides=[1, 2], group=6)
    yield net.quant(0.25, 2, signed=1).dense(4)

    net = SignNet("rows-dilated", [1, 4, 15]).bipolar(1).convolved((6, 4, 3), pads=[2, 2], dilations=[2])
    yield net.bipolar(1).convolved((3, 6, 5), pads=[2, 2]).quant(2, 2).dense(3)

    net = SignNet("sums-are-the-output", [1, 3, 5, 5]).bipolar(0.5)
    yield net.convolved((3, 3, 3, 3), bits=4, scale=0.125, pads=[1, 1, 1, 1])


if __name__ == "__main__":
    write_all(networks(), Path(sys.argv[1]))
