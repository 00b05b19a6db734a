"""A model in qonnx's executor: for every line of input, a number, so many frames are run and "done" is printed.

usage: qonnx_peer.py model.onnx
"""

import sys

import numpy as np
import onnx
import onnxruntime
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.util.cleanup import cleanup_model

model = cleanup_model(ModelWrapper(sys.argv[1]))

# qonnx makes a model of each node, with the newest IR version that onnx knows; onnxruntime may not know it yet.
make_model = onnx.helper.make_model


def make_older_model(*args, **kwargs):
    made = make_model(*args, **kwargs)
    made.ir_version = min(made.ir_version, 10)
    return made


onnx.helper.make_model = make_older_model

name = model.graph.input[0].name
shape = model.get_tensor_shape(name)
feed = {name: np.random.default_rng(1).integers(0, 256, shape).astype(np.float32)}
execute_onnx(model, feed)
print(f"qonnx, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}", flush=True)
for line in sys.stdin:
    for _ in range(int(line)):
        execute_onnx(model, feed)
    print("done", flush=True)
