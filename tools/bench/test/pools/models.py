"""Writes small networks around every kind of pool, and what qonnx computes for them.

Usage: python tools/bench/test/pools/models.py tools/bench/test/pools
Made with qonnx 1.0.0, onnx 1.23.2, onnxruntime 1.31 without optimisation, numpy 2.2.6. `models/NAME.onnx` and
`golden/NAME.npz` (in_0, out_0: samples first) are laid out as the data folder is, so the scoreboard reads them, too.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.transformation.infer_shapes import InferShapes

QONNX = "qonnx.custom_op.general"
SAMPLES = 4


class Net:
    """A chain of operators; scales and weights are drawn from the seed of its name."""

    def __init__(self, name, shape, trunc_version=2):
        self.name, self.shape, self.trunc_version = name, shape, trunc_version
        self.rng = np.random.default_rng(sum(name.encode()))
        self.nodes, self.constants, self.last = [], [], "x"

    def constant(self, value):
        name = f"c{len(self.constants)}"
        array = value if isinstance(value, np.ndarray) else np.asarray(value, np.float32)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def op(self, kind, *inputs, domain="", first=None, **attributes):
        out = f"t{len(self.nodes)}"
        operands = [self.last if first is None else first, *inputs]
        self.nodes.append(helper.make_node(kind, operands, [out], name=f"{kind}_{len(self.nodes)}", domain=domain, **attributes))
        if first is None:
            self.last = out
        return out

    def quant(self, scale, bits, signed=0, zero=0, mode="ROUND", narrow=0):
        parameters = [self.constant(v) for v in (scale, zero, bits)]
        self.op("Quant", *parameters, domain=QONNX, signed=signed, narrow=narrow, rounding_mode=mode)
        return self

    def bipolar(self, scale):
        self.op("BipolarQuant", self.constant(scale), domain=QONNX)
        return self

    def weights(self, shape, scale, bits):
        raw = self.constant((self.rng.normal(size=shape) * scale * 2 ** (bits - 2)).astype(np.float32))
        parameters = [self.constant(v) for v in (scale, 0, bits)]
        return self.op("Quant", *parameters, first=raw, domain=QONNX, signed=1, narrow=1, rounding_mode="ROUND")

    def conv(self, filters, channels, kernel, scale=0.125, pads=(0, 0, 0, 0)):
        w = self.weights((filters, channels, kernel, kernel), scale, 4)
        self.op("Conv", w, kernel_shape=[kernel, kernel], pads=list(pads), strides=[1, 1])
        return self

    def relu(self):
        self.op("Relu")
        return self

    def pool(self, kind, kernel, **attributes):
        self.op(kind, kernel_shape=list(kernel), **attributes)
        return self

    def trunc(self, scale, shift, in_bits, out_bits, signed=0, mode="FLOOR"):
        if self.trunc_version == 1:
            values = (scale, 0, in_bits, in_bits - shift)
            self.op("Trunc", *(self.constant(v) for v in values), domain=QONNX, rounding_mode=mode)
        else:
            values = (scale, 0, in_bits, np.float32(scale) * np.float32(2**shift), out_bits)
            parameters = [self.constant(v) for v in values]
            self.op("Trunc", *parameters, domain=QONNX, rounding_mode=mode, signed=signed, narrow=0)
        return self

    def dense(self, width, scale=0.25):
        self.op("Flatten", axis=1)
        _, depth = self.model().get_tensor_shape(self.last)
        w = self.weights((depth, width), scale, 4)
        self.op("MatMul", w)
        return self

    def model(self):
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [value("x", TensorProto.FLOAT, self.shape)],
            [value(self.last, TensorProto.FLOAT, None)],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 13), helper.make_opsetid(QONNX, self.trunc_version)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="models.py")
        return ModelWrapper(model).transform(InferShapes())

    def write(self, folder):
        model = self.model()
        inputs = (self.rng.normal(size=(SAMPLES, *self.shape)) * 2).astype(np.float32)
        outputs = [execute_onnx(model, {"x": x})[self.last] for x in inputs]
        onnx.save(model.model, folder / "models" / f"{self.name}.onnx")
        np.savez_compressed(folder / "golden" / f"{self.name}.npz", in_0=inputs, out_0=np.stack(outputs))


def averaged(name, kernel, shift, mode, version=2, scale=0.25, **attributes):
    """Codes of 4 bits, their mean, its low bits dropped: Brevitas' TruncAvgPool2d."""
    taps = kernel[0] * kernel[1]
    mean = np.float32(scale) / np.float32(taps)
    bits = 4 + int(np.ceil(np.log2(taps)))
    net = Net(name, [1, 3, 9, 8], version).quant(0.25, 4, signed=1)
    net.conv(4, 3, 3, pads=(1, 1, 1, 1)).relu().quant(scale, 4)
    net.pool("AveragePool", kernel, count_include_pad=1, **attributes)
    return net.trunc(mean, shift, bits, 4, mode=mode)


def networks():
    yield averaged("trunc-floor", (2, 2), 2, "FLOOR", strides=[2, 2]).dense(5)
    yield averaged("trunc-half-even", (2, 2), 2, "ROUND", scale=0.3, strides=[2, 2]).dense(5)
    yield averaged("trunc-ceil-overlapping", (3, 3), 3, "CEIL", scale=0.1, strides=[2, 2]).dense(5)
    yield averaged("trunc-version-1", (2, 2), 2, "HALF_UP", version=1, strides=[2, 2]).dense(5)
    yield averaged("trunc-padded", (2, 3), 3, "DOWN", strides=[1, 2], pads=[1, 1, 0, 1]).dense(5)

    net = Net("average-quantised-with-ties", [1, 2, 6, 6]).quant(0.5, 4, signed=1)
    net.pool("AveragePool", (2, 2), strides=[2, 2])
    yield net.quant(0.5, 4, signed=1).dense(3)

    net = Net("average-of-signs", [1, 16, 5, 5]).bipolar(0.5)
    net.pool("AveragePool", (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    yield net.quant(0.25, 3, signed=1).dense(3)

    net = Net("global-average", [1, 3, 7, 5]).quant(0.25, 4, signed=1)
    net.conv(16, 3, 3).relu().quant(0.2, 4)
    net.op("GlobalAveragePool")
    yield net.quant(0.15, 4).dense(5)

    net = Net("mean-over-pixels", [1, 3, 6, 6]).quant(0.25, 4, signed=1)
    net.conv(8, 3, 3).relu().quant(0.25, 4)
    net.op("ReduceMean", axes=[-2, -1], keepdims=0)
    yield net.quant(0.25, 4, mode="FLOOR").dense(5)

    net = Net("quant-avg-pool", [1, 4, 6, 6]).quant(1, 4)
    net.op("QuantAvgPool2d", domain=QONNX, kernel=3, stride=3, ibits=4, obits=4, signed=0, data_layout="NCHW")
    yield net.dense(3)

    net = Net("max-dilated", [1, 2, 8, 8]).quant(0.5, 4, signed=1)
    net.pool("MaxPool", (2, 3), strides=[1, 2], dilations=[3, 2], pads=[1, 1, 0, 1])
    yield net.conv(4, 2, 2).quant(0.5, 4, signed=1).dense(3)

    net = Net("max-ceil", [1, 3, 8, 7]).quant(0.5, 3, signed=1)
    net.pool("MaxPool", (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1)
    yield net.conv(4, 3, 2).quant(0.5, 4, signed=1).dense(3)

    net = Net("max-of-signs", [1, 16, 7, 7]).bipolar(1)
    net.pool("MaxPool", (3, 3), strides=[2, 2], pads=[1, 1, 0, 0])
    yield net.conv(4, 16, 2).bipolar(0.5).dense(3)

    net = Net("global-max", [1, 3, 6, 5]).quant(0.25, 4, signed=1)
    net.conv(6, 3, 3).quant(0.25, 4, signed=1)
    net.op("GlobalMaxPool")
    yield net.dense(3)

    net = Net("rows", [1, 6, 15]).quant(0.25, 4, signed=1)
    net.pool("MaxPool", (3,), strides=[2], pads=[1, 1])
    net.pool("AveragePool", (2,), strides=[2])
    yield net.quant(0.25, 4, signed=1).dense(3)


def write_all(made, out):
    for part in ("models", "golden"):
        (out / part).mkdir(parents=True, exist_ok=True)
    for network in made:
        network.write(out)


if __name__ == "__main__":
    write_all(networks(), Path(sys.argv[1]))
