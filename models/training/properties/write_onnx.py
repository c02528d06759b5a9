"""All heads as one ONNX file: `features` [N, F] -> `values` [N, tasks], `halves` [N, tasks] (half an interval; 0 for classes)."""
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

from honesty import EDGE

BRANCH_LEQ = 0
SUM = 1
NO_TRANSFORM = 0


def floor32(threshold):
    """The greatest float32 that is not above it, so that a float32 compares the same."""
    rounded = threshold.astype(np.float32)
    return np.where(rounded.astype(np.float64) > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded).astype(np.float32)


def tree_attributes(forest):
    """A forest of scikit-learn as attributes of ai.onnx.ml TreeEnsemble (version 5)."""
    roots, features, splits, true_ids, false_ids, true_leafs, false_leafs, leaf_targets, leaf_weights = [], [], [], [], [], [], [], [], []
    count = len(forest.estimators_)
    known = {}

    def leaf(tree, node):
        share = tree.value[node][0]
        weight = float(np.float32(share[1] / share.sum() / count))
        # Leaves of one weight are one leaf: most are pure.
        if weight not in known:
            known[weight] = len(leaf_weights)
            leaf_targets.append(0)
            leaf_weights.append(weight)
        return known[weight]

    def place(tree, node):
        """-> index of an inner node"""
        here = len(features)
        features.append(int(tree.feature[node]))
        splits.append(float(tree.threshold[node]))
        for lists in (true_ids, false_ids, true_leafs, false_leafs):
            lists.append(0)
        for child, ids, leafs in ((tree.children_left[node], true_ids, true_leafs), (tree.children_right[node], false_ids, false_leafs)):
            is_leaf = tree.children_left[child] == -1
            leafs[here] = int(is_leaf)
            ids[here] = leaf(tree, child) if is_leaf else place(tree, child)
        return here

    for estimator in forest.estimators_:
        tree = estimator.tree_
        if tree.children_left[0] == -1:
            # One leaf: both ways lead to it.
            roots.append(len(features))
            features.append(0)
            splits.append(0.0)
            true_ids.append(leaf(tree, 0))
            false_ids.append(true_ids[-1])
            true_leafs.append(1)
            false_leafs.append(1)
        else:
            roots.append(place(tree, 0))
    return dict(
        aggregate_function=SUM,
        leaf_targetids=leaf_targets,
        leaf_weights=numpy_helper.from_array(np.array(leaf_weights, np.float32), "leaf_weights"),
        n_targets=1,
        nodes_falseleafs=false_leafs,
        nodes_falsenodeids=false_ids,
        nodes_featureids=features,
        nodes_modes=numpy_helper.from_array(np.full(len(features), BRANCH_LEQ, np.uint8), "nodes_modes"),
        nodes_splits=numpy_helper.from_array(floor32(np.array(splits, np.float64)), "nodes_splits"),
        nodes_trueleafs=true_leafs,
        nodes_truenodeids=true_ids,
        post_transform=NO_TRANSFORM,
        tree_roots=roots,
    )


class Graph:
    def __init__(self, width, bits):
        self.width, self.bits = width, bits
        self.nodes, self.constants, self.made = [], [], 0
        self.values, self.halves = [], []
        self.one_zero = None

    def constant(self, array, name):
        self.made += 1
        name = f"{name}_{self.made}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, operation, inputs, **attributes):
        self.made += 1
        name = f"{operation}_{self.made}"
        self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name

    def floats(self, array, name):
        return self.constant(np.asarray(array, np.float32), name)

    def weights(self, array, name):
        """Stored in half of the room."""
        return self.node("Cast", [self.constant(np.asarray(array, np.float16), name)], to=TensorProto.FLOAT)

    def forests(self, forests, calibration):
        """calibration: (slope, offset) of each column"""
        shares = [self.node("TreeEnsemble", ["features"], domain="ai.onnx.ml", **tree_attributes(f)) for f in forests]
        p = self.node("Concat", shares, axis=1) if len(shares) > 1 else shares[0]
        p = self.node("Clip", [p, self.floats(EDGE, "least"), self.floats(1 - EDGE, "most")])
        z = self.node("Log", [self.node("Div", [p, self.node("Sub", [self.floats(1, "one"), p])])])
        slopes, offsets = zip(*calibration)
        z = self.node("Add", [self.node("Mul", [z, self.floats([slopes], "slopes")]), self.floats([offsets], "offsets")])
        value = self.node("Sigmoid", [z])
        self.values.append(value)
        self.halves.append(self.node("Mul", [value, self.floats(0, "none")]))

    def networks(self, nets, factor, floor):
        if self.one_zero is None:
            self.one_zero = self.node("Slice", ["features", self.constant(np.array([0], np.int64), "start"), self.constant(np.array([self.bits], np.int64), "end"), self.constant(np.array([1], np.int64), "axis")])
            raw = self.node("Slice", ["features", self.constant(np.array([self.bits], np.int64), "start"), self.constant(np.array([self.width], np.int64), "end"), self.constant(np.array([1], np.int64), "axis")])
            self.logs = self.node("Mul", [self.node("Sign", [raw]), self.node("Log", [self.node("Add", [self.node("Abs", [raw]), self.floats(1, "one")])])])
        numbers = self.node("Div", [self.node("Sub", [self.logs, self.floats(nets.shift, "shift")]), self.floats(nets.scale, "scale")])
        x = self.node("Concat", [self.one_zero, self.node("Clip", [numbers, self.floats(-4, "least"), self.floats(4, "most")])], axis=1)
        outs = []
        for member in nets.members:
            first, last = member.layers[0], member.layers[3]
            hidden = self.node("Relu", [self.node("Gemm", [x, self.weights(first.weight.detach().numpy(), "w"), self.weights(first.bias.detach().numpy(), "b")], transB=1)])
            outs.append(self.node("Gemm", [hidden, self.weights(last.weight.detach().numpy(), "w"), self.weights(last.bias.detach().numpy(), "b")], transB=1))
        every = self.node("Add", [self.node("Mul", [self.node("Concat", outs, axis=1), self.floats(nets.deviation, "deviation")]), self.floats(nets.mean, "mean")])
        axis = self.constant(np.array([1], np.int64), "axis")
        mean = self.node("ReduceMean", [every, axis], keepdims=1)
        away = self.node("Sub", [every, mean])
        spread = self.node("Sqrt", [self.node("ReduceMean", [self.node("Mul", [away, away]), axis], keepdims=1)])
        self.values.append(mean)
        self.halves.append(self.node("Mul", [self.node("Add", [spread, self.floats(floor, "floor")]), self.floats(factor, "factor")]))

    def save(self, file):
        outputs = []
        for name, parts in (("values", self.values), ("halves", self.halves)):
            self.nodes.append(helper.make_node("Concat", parts, [name], axis=1))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", None]))
        graph = helper.make_graph(self.nodes, "properties", [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", self.width])], outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 5)], ir_version=9)
        checker.check_model(model)
        save(model, file)
