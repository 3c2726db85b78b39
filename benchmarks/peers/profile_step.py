"""Says where the time and the memory of an SFT step go: layers, head, optimizer, and the step's products with nothing around them.

    python profile_step.py [--threads 2] [--rows 4] [--length 512] [--shape 14m|135m|360m] [--precision float32|bfloat16]

Computes a step from its parts: `layer.py` for one layer after the other, each with weights of its own, `head.py` over the vocabulary and
libtorch's fused AdamW, as Temper's step calls them, with random weights and tokens. Beside it stand the same products alone, by oneDNN, in the
same order: no step can be faster. Then the bytes of what a step holds. The medians of five turns after two; what calls cost from Java,
embeddings and the loss are not in them.
"""

from __future__ import annotations

import time

import torch
from profile_layer import ONE_DNN, Layer, arguments_of, compiled
from torch.nn.functional import linear
from workloads import SHAPES


class Head:
    """The head and its loss, all tokens scored."""

    def __init__(self, shape: dict, tokens: int, bfloat16: bool):
        width, vocabulary = shape["hidden_size"], shape["vocab_size"]
        constants = {
            "bfloat16": bfloat16,
            "nearSize": 1 << 21,
            "packedSize": 1 << 16,
            "product": ONE_DNN,
            "productType": 15 if bfloat16 else 6,
            "turned": not bfloat16,
        }
        self.kernel = compiled(["../scoring/head.py"], constants)
        self.hidden = torch.randn(tokens, width)
        self.weight = torch.randn(vocabulary, width) * 0.02
        self.weight_gradient = torch.zeros_like(self.weight)
        self.targets = torch.randint(0, vocabulary, (tokens, 1))
        self.slope = torch.full((tokens, 1), -1 / tokens)

    @torch.no_grad()
    def step(self) -> None:
        nothing = torch.zeros(0)
        _, *scored = self.kernel.score(self.hidden, self.weight, self.targets, nothing, nothing, torch.zeros(1))
        inputs = (self.hidden, self.weight, self.targets, nothing)
        self.kernel.backward(*inputs, scored, self.slope, self.weight_gradient, nothing)


class Products:
    """The products of a step alone, each with operands that lie as it wants them."""

    def __init__(self, shape: dict, tokens: int, bfloat16: bool):
        width, wide = shape["hidden_size"], shape["intermediate_size"]
        keys = width // shape["num_attention_heads"] * shape["num_key_value_heads"]
        sizes = [(width + 2 * keys, width), (width, width), (wide, width), (wide, width), (width, wide)]
        form = torch.bfloat16 if bfloat16 else torch.float32
        self.bfloat16 = bfloat16
        self.layers = [[torch.randn(size).to(form) for size in sizes] for _ in range(shape["num_hidden_layers"])]
        self.pieces = list(torch.randn(shape["vocab_size"], width).to(form).split(1024))
        self.inputs = [torch.randn(tokens, size[1]).to(form) for size in sizes]
        self.turned = [x.t().contiguous() for x in self.inputs]
        self.slopes = [torch.randn(tokens, size[0]).to(form) for size in sizes]
        self.hidden = torch.randn(tokens, width).to(form)
        self.hidden_turned = self.hidden.t().contiguous()
        self.table = torch.randn(tokens, 1024).to(form)
        weights = sum(a * b for a, b in sizes) * len(self.layers) + shape["vocab_size"] * width
        self.work = 6 * tokens * weights

    def _multiply(self, x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return linear(x, w) if self.bfloat16 else torch.ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")

    def _across(self, slope: torch.Tensor, x: torch.Tensor, turned: torch.Tensor) -> torch.Tensor:
        return torch.matmul(slope.t(), x) if self.bfloat16 else self._multiply(turned, slope.t())

    @torch.no_grad()
    def step(self) -> None:
        for weights in self.layers:
            for x, w in zip(self.inputs, weights):
                self._multiply(x, w)
        for w in self.pieces:
            self._multiply(self.hidden, w)
        for w in self.pieces:
            slope = self.table[:, : len(w)]
            self._multiply(slope, w.t())
            self._across(slope, self.hidden, self.hidden_turned)
        for weights in reversed(self.layers):
            for x, turned, slope, w in zip(self.inputs, self.turned, self.slopes, weights):
                self._multiply(slope, w.t())
                self._across(slope, x, turned)


class Optimizer:
    """AdamW over all parameters, after the norm of their gradients."""

    def __init__(self, parameters: int):
        self.parameter = torch.nn.Parameter(torch.randn(parameters))
        self.parameter.grad = torch.zeros(parameters)
        self.adamw = torch.optim.AdamW([self.parameter], fused=True)

    def step(self) -> None:
        torch.linalg.vector_norm(self.parameter.grad)
        self.adamw.step()
        self.parameter.grad.zero_()


def seconds(call, times: int = 5) -> float:
    """The median."""
    own = []
    for turn in range(times + 2):
        start = time.perf_counter()
        call()
        if turn > 1:
            own.append(time.perf_counter() - start)
    return sorted(own)[times // 2]


def main() -> None:
    arguments = arguments_of(__doc__)
    shape, tokens, bfloat16 = SHAPES[arguments.shape], arguments.rows * arguments.length, arguments.precision == "bfloat16"
    layers = Layer(shape, arguments.rows, arguments.length, bfloat16, shape["num_hidden_layers"])
    head = Head(shape, tokens, bfloat16)
    parameters = sum(w.numel() for w in layers.weights) + head.weight.numel()
    optimizer = Optimizer(parameters)
    products = Products(shape, tokens, bfloat16)
    parts = {"layers": seconds(layers.ours), "head": seconds(head.step), "optimizer": seconds(optimizer.step)}
    whole = sum(parts.values())
    for name, part in parts.items():
        print(f"{name}: {part:.2f} s, {part / whole:.0%}")
    alone = seconds(products.step)
    print(f"together {whole:.2f} s; its products alone {alone:.2f} s, {alone / whole:.0%}, at {products.work / alone / 1e9:.0f} GF/s")
    held = sum(t.numel() * t.element_size() for t in layers.forward()[1:])
    sizes = {
        "parameters": 4 * parameters,
        "their gradients": 4 * parameters,
        "two moments": 8 * parameters,
        "held of layers": held,
        "logits": (2 if bfloat16 else 4) * tokens * shape["vocab_size"],
    }
    for name, size in sizes.items():
        print(f"{name}: {size / 2**20:,.0f} MiB")
    print(f"together {sum(sizes.values()) / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
