"""Writes onnx-models.jsonl: what Python's onnx finds in every model of the data folder, one line a model.

Usage: python packages/frontend/test/onnx-models.py ../shared/data packages/frontend/test/onnx-models.jsonl
Made with onnx 1.23.2 and numpy 2.2.6. The TypeScript reader has to find the same (src/onnx/models.test.ts).

`weights` is the CRC-32 of all initializers' elements, little-endian, in the file's order; `attributes` is that of
every attribute of the main graph as text, one line each.
"""

import gzip
import json
import struct
import sys
import zlib
from pathlib import Path

import onnx
from onnx import numpy_helper


def load(path):
    data = path.read_bytes()
    model = onnx.load_from_string(gzip.decompress(data) if path.suffix == ".gz" else data)
    onnx.load_external_data_for_model(model, str(path.parent))
    return model


def attribute_text(attribute):
    kind = onnx.AttributeProto.AttributeType.Name(attribute.type).lower()
    value = onnx.helper.get_attribute_value(attribute)
    if kind == "string":
        return f"{attribute.name} {kind} {value.decode()}"
    if kind in ("float", "floats"):
        values = [value] if kind == "float" else value
        return f"{attribute.name} {kind} {' '.join(v.hex() for v in map(float32_bytes, values))}"
    if kind in ("int", "ints"):
        values = [value] if kind == "int" else value
        return f"{attribute.name} {kind} {' '.join(map(str, values))}"
    if kind == "tensor":
        array = numpy_helper.to_array(value)
        return f"{attribute.name} {kind} {array.dtype} {list(array.shape)} {zlib.crc32(array.tobytes())}"
    raise ValueError(f"no text for an attribute of kind {kind}")


def float32_bytes(value):
    return struct.pack("<f", value)


def facts(path):
    model = load(path)
    graph = model.graph
    weights = 0
    elements = 0
    for initializer in graph.initializer:
        array = numpy_helper.to_array(initializer)
        weights = zlib.crc32(array.tobytes(), weights)
        elements += array.size
    attributes = 0
    for node in graph.node:
        for attribute in node.attribute:
            attributes = zlib.crc32(f"{attribute_text(attribute)}\n".encode(), attributes)

    def values(infos):
        def dim(d):
            return d.dim_param if d.dim_param else d.dim_value if d.HasField("dim_value") else None

        return [[i.name, [dim(d) for d in i.type.tensor_type.shape.dim]] for i in infos]

    weight_names = {i.name for i in graph.initializer}
    return {
        "model": path.name,
        "ir": model.ir_version,
        "opsets": {o.domain: o.version for o in model.opset_import},
        "producer": f"{model.producer_name} {model.producer_version}",
        "metadata": len(model.metadata_props),
        "functions": len(model.functions),
        "nodes": len(graph.node),
        "ops": len({(n.domain, n.op_type) for n in graph.node}),
        "edges": sum(len(n.input) + len(n.output) for n in graph.node),
        "attributes": attributes,
        "initializers": len(graph.initializer),
        "elements": elements,
        "weights": weights,
        "inputs": values(i for i in graph.input if i.name not in weight_names),
        "listedInputs": len(graph.input),
        "outputs": values(graph.output),
        "valueInfo": len(graph.value_info),
        "annotations": len({a.tensor_name for a in graph.quantization_annotation}),
    }


def main():
    data, out = map(Path, sys.argv[1:])
    paths = sorted(p for p in (data / "models").iterdir() if p.name.endswith((".onnx", ".onnx.gz")))
    out.write_text("".join(f"{json.dumps(facts(path))}\n" for path in paths))


main()
