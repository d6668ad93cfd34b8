"""multilingual-e5-small as an ONNX graph, in float32 or in 8 bits. Needs the `onnx` package and nothing of torch.

The network is BERT (Devlin et al. 2019): post-norm, exact GELU, 12 heads. Word and position vectors are added outside
(`Weights.word_rows`), so that the graph holds 21 million weights and not the 96 million of the word table.

    in   embeddings (b, t, 384) float32, mask (b, t) int32 (1 a token, 0 padding)
    out  sentence (b, 384): the mean over the tokens, not yet of unit length
         tokens   (b, t, 384): the output of layer 8
         (when probed) probe_<linear> (b, t, in): what each linear layer reads

Operators of `com.microsoft` are ONNX Runtime's own. Layer norm is written out as its arithmetic: the fused operator
took 22 % of the time of a run, this takes 10 %.

In 8 bits, weights have a scale an output and inputs one scale a layer, fixed when the graph is built, from sentences
in sample.tsv. Fixed, because a scale taken from each batch makes a sentence's vector depend on its neighbours in
the batch (cosine 0.996 between the two), and then on what happened to be in the cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.encoders.weights import Weights

# Of layers 8, 10 and 12, the one whose tokens best show a sentence too many or too few (measured on aligned novels).
TOKEN_LAYER = 8

# Smoothing (Xiao et al. 2023, "SmoothQuant", eq. 4): a channel's inputs are divided, and its weights multiplied, by
# max|x|^a / max|w|^(1-a). Measured on 611 sentences, mean cosine of centred vectors to float32: a = 0: 0.983,
# 0.5: 0.984, 0.7: 0.993, 0.9: 0.984; the attention's output does without.
_SMOOTHING = 0.7
# Room above the largest value seen while calibrating. A range a tenth too small cost four times the error of a range
# a fifth too large.
_ROOM = 1.1

Ranges = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
_OURS = "com.microsoft"


class _Builder:
    """Collects nodes and constants; a method an operation, each returning the name of its output."""

    def __init__(self, weights: Weights, ranges: Ranges | None) -> None:
        self.weights, self.ranges = weights, ranges
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: dict[str, str] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(
            helper.make_node(kind, list(inputs), list(outputs), name=outputs[0], domain=domain, **attributes)
        )
        return outputs[0]

    def linear(self, x: str, tensors: Mapping[str, str], columns: int, *, smooth: bool = True) -> str:
        """x @ W.T + b for each tensor, `{output: tensor}`, all of which read x `(b, t, columns)`; the first output."""
        first = next(iter(tensors))
        self.inputs[first] = x
        w = {out: self.weights.matrix(f"{tensor}.w", columns) for out, tensor in tensors.items()}
        if self.ranges is None:
            for out, tensor in tensors.items():
                product = self.node("MatMul", [x, self.constant(f"{out}.w", w[out].T)], f"{out}.m")
                self.node("Add", [product, self.constant(f"{out}.b", self.weights.tensor(f"{tensor}.b"))], out)
            return first
        low, high = self.ranges[first]
        if smooth:
            strongest = np.abs(np.concatenate(list(w.values()))).max(axis=0)
            scale = np.maximum(np.abs(low), np.abs(high)) ** _SMOOTHING
            scale = np.maximum(scale / np.maximum(strongest, 1e-5) ** (1 - _SMOOTHING), 1e-5)
            scale = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
            x = self.node("Mul", [x, self.constant(f"{first}.s", 1 / scale)], f"{first}.x")
            w, low, high = {out: matrix * scale for out, matrix in w.items()}, low / scale, high / scale
        quantized = self._quantize(x, float(low.min()), float(high.max()), first)
        for out, tensor in tensors.items():
            self._product8(quantized, w[out], self.weights.tensor(f"{tensor}.b"), out)
        return first

    def _quantize(self, x: str, low: float, high: float, name: str) -> tuple[str, str, str]:
        """x in 8 bits, its scale and its zero point."""
        low, high = min(0.0, low * _ROOM), max(0.0, high * _ROOM)
        step = np.float32((high - low) / 255)
        scale = self.constant(f"{name}.xs", np.array(step))
        zero = self.constant(f"{name}.xz", np.array(round(-low / step), dtype=np.uint8))
        return self.node("QuantizeLinear", [x, scale, zero], f"{name}.q"), scale, zero

    def _product8(self, x: tuple[str, str, str], w: NDArray[np.float32], b: NDArray[np.float32], out: str) -> None:
        steps = (np.abs(w).max(axis=1) / 127).astype(np.float32)
        rounded = np.round(w / steps[:, None]).astype(np.int8)
        quantized, scale, zero = x
        inputs = [
            quantized,
            self.constant(f"{out}.w", rounded.T),
            scale,
            self.constant(f"{out}.ws", steps),
            zero,
            self.constant(f"{out}.wz", np.zeros(len(steps), dtype=np.int8)),
            self.constant(f"{out}.b", b),
        ]
        self.node("MatMulIntegerToFloat", inputs, out, domain=_OURS)

    def norm(self, x: str, tensor: str, out: str) -> str:
        """Layer norm over the last axis."""
        mean = self.node("ReduceMean", [x, "last"], f"{out}.mean", keepdims=1)
        centred = self.node("Sub", [x, mean], f"{out}.c")
        square = self.node("Mul", [centred, centred], f"{out}.c2")
        variance = self.node("ReduceMean", [square, "last"], f"{out}.var", keepdims=1)
        spread = self.node("Sqrt", [self.node("Add", [variance, "epsilon"], f"{out}.eps")], f"{out}.sd")
        gain = self.constant(f"{out}.g", self.weights.tensor(f"{tensor}.w"))
        scaled = self.node("Mul", [self.node("Div", [centred, spread], f"{out}.n"), gain], f"{out}.y")
        return self.node("Add", [scaled, self.constant(f"{out}.b", self.weights.tensor(f"{tensor}.b"))], out)

    def layer(self, x: str, i: int) -> str:
        """A transformer layer: attention, then the inner layers, each added to its input and normed."""
        width, inner = self.weights.width, self.weights.inner
        # Three products on one input: a single wide one has to be split again, which costs 4 % of a run.
        parts = {f"{part}{i}": f"l{i}.{part}" for part in "qkv"}
        self.linear(x, parts, width)
        heads = self.node(
            "MultiHeadAttention", [*parts, "", "mask"], f"heads{i}", domain=_OURS, num_heads=self.weights.heads
        )
        seen = self.linear(heads, {f"attention{i}": f"l{i}.ao"}, width, smooth=False)
        x = self.norm(self.node("Add", [seen, x], f"attention{i}.r"), f"l{i}.aln", f"middle{i}")
        wide = self.node("Gelu", [self.linear(x, {f"inner{i}": f"l{i}.fi"}, width)], f"gelu{i}", domain=_OURS)
        narrow = self.linear(wide, {f"outer{i}": f"l{i}.fo"}, inner)
        return self.norm(self.node("Add", [narrow, x], f"outer{i}.r"), f"l{i}.oln", f"layer{i + 1}")


def build(
    weights: Weights, *, ranges: Ranges | None = None, probe: bool = False, metadata: Mapping[str, str] | None = None
) -> bytes:
    """The serialized graph: in float32 without `ranges`, in 8 bits with them (see `calibrate` in the engine).

    `probe` adds what each linear layer reads as outputs; `metadata` is kept in the file.
    """
    from onnx import TensorProto, helper

    b = _Builder(weights, ranges)
    b.constant("last", np.array([-1], dtype=np.int64))
    b.constant("first", np.array([1], dtype=np.int64))
    b.constant("epsilon", np.array(weights.epsilon, dtype=np.float32))
    x = b.norm("embeddings", "emb.ln", "layer0")
    for i in range(weights.layers):
        x = b.layer(x, i)
    # The mean over tokens as a product (b, 1, t) x (b, t, d); whoever scales to unit length need not divide by t.
    flags = b.node("Unsqueeze", [b.node("Cast", ["mask"], "flags", to=TensorProto.FLOAT), "first"], "flags3")
    b.node("Squeeze", [b.node("MatMul", [flags, x], "sum3"), "first"], "sentence")
    b.node("Identity", [f"layer{TOKEN_LAYER}"], "tokens")

    def value(name: str, *shape: str | int, kind: int = TensorProto.FLOAT) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    outputs = [value("sentence", "b", weights.width), value("tokens", "b", "t", weights.width)]
    if probe:
        for out, x in b.inputs.items():
            b.node("Identity", [x], f"probe_{out}")
            outputs.append(value(f"probe_{out}", "b", "t", weights.inner if out.startswith("outer") else weights.width))
    inputs = [value("embeddings", "b", "t", weights.width), value("mask", "b", "t", kind=TensorProto.INT32)]
    graph = helper.make_graph(b.nodes, "multilingual-e5-small", inputs, outputs, b.constants)
    # Opset 18 and IR 9 are read by ONNX Runtime from 1.16 on.
    sets = [helper.make_opsetid("", 18), helper.make_opsetid(_OURS, 1)]
    model = helper.make_model(graph, producer_name="duizhao", opset_imports=sets, ir_version=9)
    helper.set_model_props(model, dict(metadata or {}))
    data: bytes = model.SerializeToString()
    return data
