"""Checkpoint -> QONNX file:  python -m zoo.export tfc-w1a1 --data DIR --run DIR --out DIR

Writes <out>/<name>.onnx.gz and its card <name>.md, after checking that the file computes
what the trained network computes.
"""

import argparse
import gzip
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from brevitas.export import export_qonnx
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.transformation.infer_shapes import InferShapes
from torch import nn

from . import brevitas_layers, cards, datasets, plain
from .networks import BN_EPS, SPECS, Network
from .train import accuracy

OPSET = 13
# onnxruntime refuses newer IR versions than it knows; nothing here needs more than 10.
IR_VERSION = 10
CHECKED_IMAGES = 24


class Affine(nn.Module):
    """x * scale + shift with scalars: what ScalarNorm is once its statistics are fixed."""

    def __init__(self, norm):
        super().__init__()
        scale = norm.weight.detach() / (norm.running_var + BN_EPS).sqrt()
        self.register_buffer("scale", scale)
        self.register_buffer("shift", norm.bias.detach() - norm.running_mean * scale)

    def forward(self, x):
        return x * self.scale + self.shift


def trained(name, run, layers):
    """The network with its trained parameters, in evaluation mode."""
    model = Network(SPECS[name], layers)
    model.load_state_dict(torch.load(Path(run) / f"{name}.pt", weights_only=True))
    return model.eval()


def for_export(name, run):
    """The Brevitas network, its weights snapped to the values their quantisers give.

    The graph quantises them again, which changes nothing; but with only two or three
    different numbers among them, gzip stores a weight in about two bits.
    """
    model = trained(name, run, brevitas_layers)
    with torch.no_grad():
        for weight in model.quantised_weights():
            weight.copy_(plain.quantise(weight, SPECS[name].bits))
    model.logit_norm = Affine(model.logit_norm)
    return model


def tidy(graph_file, classes, facts):
    """Brevitas' file -> ModelProto with what finnc wants to know written into it."""
    proto = onnx.load(graph_file)
    proto.ir_version = IR_VERSION
    graph = proto.graph
    # The exporter gives no shapes after its custom operators. qonnx finds them, but it also
    # renames parameters at random, so only the shapes are taken from it.
    inferred = ModelWrapper(graph_file).transform(InferShapes()).model
    outputs = {name for node in graph.node for name in node.output}
    del graph.value_info[:]
    graph.value_info.extend(v for v in inferred.graph.value_info if v.name in outputs)
    # The exporter lists parameters as inputs too; only the image is one.
    parameters = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in parameters]
    del graph.input[:]
    graph.input.extend(inputs)
    note = graph.quantization_annotation.add(tensor_name=inputs[0].name)
    note.quant_parameter_tensor_names.add(key="finn_datatype", value="UINT8")
    onnx.helper.set_model_props(proto, {
        "finnc.classes": json.dumps(classes),
        "finnc.dataset": facts["dataset"],
        "finnc.accuracy": facts["accuracy_text"],
    })
    proto.doc_string = "Trained and exported by finnc's tools/zoo."
    onnx.checker.check_model(proto)
    return proto


def largest_difference(proto, model, images):
    """max |qonnx - torch| over `images` uint8 [N, C, H, W]; raises where the class differs."""
    with tempfile.TemporaryDirectory() as folder:
        # Through a file, for what is checked is what will be read.
        path = os.path.join(folder, "model.onnx")
        onnx.save(proto, path)
        wrapper = ModelWrapper(path)
    worst = 0.0
    for image in images.split(1):
        pixels = image.float()
        with torch.no_grad():
            expected = model(pixels).numpy()
        found = execute_onnx(wrapper, {"image": pixels.numpy()})["logits"]
        if expected.argmax() != found.argmax():
            raise AssertionError(f"class {found.argmax()} by qonnx, {expected.argmax()} by torch")
        worst = max(worst, float(np.abs(expected - found).max()))
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("network", choices=SPECS)
    parser.add_argument("--data", required=True)
    parser.add_argument("--run", required=True, help="the folder train.py wrote to")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)

    name, out = args.network, Path(args.out)
    if SPECS[name].family == "mlp":
        classes, dataset = datasets.DIGITS, "MNIST"
        tests = {"mnist-t10k": datasets.mnist(args.data, "test")}
    else:
        classes, dataset = datasets.CIFAR_CLASSES, "CIFAR-10"
        tests = {f"cifar10-{w}": datasets.cifar10_test(args.data, w)
                 for w in ("test2000", "test-orig932")}
    model = for_export(name, args.run)
    scores = {key: accuracy(model, *data) for key, data in tests.items()}
    model.eval()
    facts = {
        "dataset": dataset,
        "accuracy": scores,
        "accuracy_text": ", ".join(f"{v:.2%} of {k}" for k, v in scores.items()),
        "training": json.loads((Path(args.run) / f"{name}.json").read_text()),
    }

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "raw.onnx")
        # Zeros as the example input: the exporter only wants its shape.
        export_qonnx(model, args=torch.zeros(1, *model.input_shape), export_path=path,
                     opset_version=OPSET, dynamo=False,
                     input_names=["image"], output_names=["logits"])
        proto = tidy(path, classes, facts)

    # Brevitas leaves export mode behind, so what the file is checked against is built anew,
    # and from the other set of layers: the one that was trained.
    reference = trained(name, args.run, plain)
    images = next(iter(tests.values()))[0][:CHECKED_IMAGES]
    facts["difference"] = largest_difference(proto, reference, images)
    facts["checked"] = len(images)

    raw = proto.SerializeToString()
    packed = gzip.compress(raw, 9, mtime=0)
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{name}.onnx.gz"
    Path(f"{target}.new").write_bytes(packed)
    os.replace(f"{target}.new", target)
    facts["bytes"], facts["bytes_raw"] = len(packed), len(raw)
    cards.write(out / f"{name}.md", name, facts)
    print(name, facts["accuracy_text"], f"largest difference {facts['difference']:.3g},",
          f"{len(packed)} bytes ({len(raw)} raw)")


if __name__ == "__main__":
    main()
