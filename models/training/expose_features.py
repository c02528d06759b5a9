"""Give an encoder ONNX file a second output, `features`: what goes into the adapter (the last MatMul before `soft`).

Weights and `soft` stay byte-identical; the encoders of nano-v0 were exported with `soft` alone.

    python expose_features.py IN.onnx OUT.onnx            (needs onnx)
"""

import sys

import onnx
from onnx import TensorProto, helper


def expose(source: str, target: str) -> None:
    model = onnx.load(source)
    graph = model.graph
    adapter = next(node for node in graph.node if node.op_type == "MatMul" and node.output[0] == "/proj/MatMul_output_0")
    features, weight = adapter.input
    width = next(list(tensor.dims)[0] for tensor in graph.initializer if tensor.name == weight)
    for node in graph.node:
        node.input[:] = ["features" if name == features else name for name in node.input]
        node.output[:] = ["features" if name == features else name for name in node.output]
    axes = [dimension.dim_param or dimension.dim_value for dimension in graph.output[0].type.tensor_type.shape.dim]
    graph.output.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, [axes[0], axes[1], width]))
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    expose(sys.argv[1], sys.argv[2])
