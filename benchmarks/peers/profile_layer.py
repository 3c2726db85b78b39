"""Says where the time of one decoder layer goes, forward and backward: Temper's own kernel, and PyTorch's graph beside it.

    python profile_layer.py [--threads 2] [--rows 4] [--length 512] [--shape 14m|135m|360m] [--precision float32|bfloat16]

Loads `decoder.py` and `layer.py` of `models` into PyTorch as Temper does into libtorch, and prints the milliseconds of a
layer beside those of the same layer in plain PyTorch (fused attention, autocast for bfloat16), the difference of their
gradients, and the share of products, attention's products, softmax and all else by libtorch's own profiler. What calls
cost from Java is not in them.
"""

from __future__ import annotations

import argparse
import io
import re
import time
import zipfile
from pathlib import Path

import torch
from torch.profiler import ProfilerActivity, profile
from workloads import SHAPES

RESOURCES = Path(__file__).resolve().parents[2] / "models" / "src" / "main" / "resources" / "org" / "temper" / "models"
ONE_DNN = 'ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")'
KINDS = {
    "products": ("aten::mm", "aten::addmm", "mkldnn::_linear_pointwise", "aten::linear"),
    "attention's products": ("aten::bmm", "aten::baddbmm"),
    "softmax and its way back": ("aten::_softmax",),
}


def kernel(shape: dict, bfloat16: bool, layers: int) -> torch.jit.ScriptModule:
    """The functions of layer.py."""
    heads, key_heads = shape["num_attention_heads"], shape["num_key_value_heads"]
    size = shape["hidden_size"] // heads
    constants = {
        "attentionFactor": 1.0,
        "attentionSize": 1 << 21 if bfloat16 else 1 << 20,
        "bfloat16": bfloat16,
        "bias": False,
        "productType": 15 if bfloat16 else 6,
        "epsilon": 1e-5,
        "grouped": False,
        "groups": heads // key_heads,
        "heads": heads,
        "headSize": size,
        "keyValueHeads": key_heads,
        "output": 4,
        "packedSize": 1 << 16,
        "product": ONE_DNN,
        "queryKeyNorm": False,
        "queryWidth": heads * size,
        "repeated": heads != key_heads,
        "savedHeads": 1,
        "scale": size**-0.5,
        "sharpened": False,
        "turned": True,
        "window": 0,
        "windowed": False,
        "windows": layers * [0],
    }
    return compiled(["decoder.py", "layer.py"], constants)


def compiled(resources: list[str], constants: dict) -> torch.jit.ScriptModule:
    """Functions of `models`, compiled as its KernelArchive does."""
    code = "\n".join((RESOURCES / "decoder" / name).read_text(encoding="ascii") for name in resources)
    code = re.sub(r"\$\{(\w+)}", lambda match: str(constants[match[1]]), code)
    # What the functions keep starts empty, or true.
    starts = {"List[Tensor]": "ctorch.jit._pickle\nbuild_tensorlist\n(]tR", "bool": "\x88"}
    fields = re.findall(r"^  (\w+) : (List\[Tensor\]|bool)$", code, re.M)
    state = "".join(f"X{chr(len(name))}\0\0\0{name}{starts[kind]}s" for name, kind in fields)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr("k/data.pkl", f"\x80\x02c__torch__\nK\n)\x81}}{state}b.".encode("latin1"))
        file.writestr("k/code/__torch__.py", code)
        file.writestr("k/constants.pkl", b"\x80\x02).")
        file.writestr("k/version", "3\n")
    archive.seek(0)
    return torch.jit.load(archive)


class Layer:
    """A layer of random weights for a batch of equal lengths, or several, one after the other."""

    def __init__(self, shape: dict, rows: int, length: int, bfloat16: bool, layers: int = 1):
        self.rows, self.length, self.bfloat16, self.layers = rows, length, bfloat16, layers
        width, wide = shape["hidden_size"], shape["intermediate_size"]
        heads, self.key_heads = shape["num_attention_heads"], shape["num_key_value_heads"]
        self.groups, self.size = heads // self.key_heads, width // heads
        key_width = self.key_heads * self.size
        shapes = [(width,), (width, width), (key_width, width), (key_width, width), (width, width)]
        shapes += [(width,), (wide, width), (wide, width), (width, wide)]
        self.weights = [torch.randn(s) * 0.02 if len(s) > 1 else torch.ones(s) for s in layers * shapes]
        self.gradients = [torch.zeros_like(w) for w in self.weights]
        self.leaves = [w.clone().requires_grad_() for w in self.weights]
        tokens = rows * length
        self.x, self.slope = torch.randn(tokens, width), torch.randn(tokens, width)
        self.leaf = self.x.clone().requires_grad_()
        self.positions = torch.arange(length).repeat(rows)
        self.frequencies = 10_000.0 ** (-torch.arange(0, self.size, 2) / self.size)
        self.cells = torch.arange(tokens).view(rows, length)
        angles = self.positions[:, None] * self.frequencies
        angles = torch.cat([angles, angles], 1)[:, None]
        self.cos, self.sin = angles.cos(), angles.sin()
        self.kernel = kernel(shape, bfloat16, layers)

    @torch.no_grad()
    def forward(self) -> list[torch.Tensor]:
        return self.kernel.trunkForward(self.x, self.weights, *self._rest())

    @torch.no_grad()
    def ours(self) -> torch.Tensor:
        _, *saved = self.forward()
        return self.kernel.trunkBackward(self.slope.clone(), saved, self.weights, self.gradients, *self._rest())

    def _rest(self) -> tuple:
        nothing = torch.zeros(0)
        masks = (1 + 2 * self.layers) * [nothing]
        layout = (self.positions, self.frequencies, self.cells, self.cells.view(-1))
        return (*layout, masks, torch.zeros(self.layers), nothing)

    def theirs(self) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            y = self._plain(self.leaf)
        self.leaf.grad = None
        y.backward(self.slope)
        return self.leaf.grad

    def _plain(self, x: torch.Tensor) -> torch.Tensor:
        linear = torch.nn.functional.linear
        first, q, k, v, o, second, gate, up, down = self.leaves
        h = self._norm(x, first)
        q, k, v = (linear(h, w).view(len(x), -1, self.size) for w in (q, k, v))
        q, k, v = (z.view(self.rows, self.length, -1, self.size).transpose(1, 2) for z in (*map(self._rotate, (q, k)), v))
        k, v = k.repeat_interleave(self.groups, 1), v.repeat_interleave(self.groups, 1)
        a = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + linear(a.transpose(1, 2).reshape(len(x), -1), o)
        h = self._norm(x, second)
        return x + linear(torch.nn.functional.silu(linear(h, gate)) * linear(h, up), down)

    @staticmethod
    def _norm(x: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, True) + 1e-5) * gain

    def _rotate(self, x: torch.Tensor) -> torch.Tensor:
        first, second = x.chunk(2, -1)
        return x * self.cos + torch.cat([-second, first], -1) * self.sin


def medians(calls: list, times: int = 9) -> list[float]:
    """Seconds of each, in turns."""
    seconds: list[list[float]] = [[] for _ in calls]
    for time_ in range(times + 2):
        for call, own in zip(calls, seconds):
            start = time.perf_counter()
            call()
            if time_ > 1:
                own.append(time.perf_counter() - start)
    return [sorted(own)[times // 2] for own in seconds]


def arguments_of(description: str) -> argparse.Namespace:
    """What a profile is of; sets threads and seed."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--shape", default="135m", choices=sorted(SHAPES))
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    torch._C._set_graph_executor_optimize(False)
    return arguments


def main() -> None:
    arguments = arguments_of(__doc__)
    layer = Layer(SHAPES[arguments.shape], arguments.rows, arguments.length, arguments.precision == "bfloat16")
    difference = layer.ours() - layer.theirs()
    print(f"gradients apart by {difference.norm() / layer.leaf.grad.norm():.1e} of their norm")
    ours, theirs = medians([layer.ours, layer.theirs])
    print(f"a layer, forward and backward: Temper {1e3 * ours:.0f} ms, PyTorch's graph {1e3 * theirs:.0f} ms")
    work = 6 * arguments.rows * arguments.length * sum(w.numel() for w in layer.weights if w.dim() > 1) / 1e9
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        for _ in range(5):
            layer.ours()
    events = [e for e in profiled.key_averages() if e.self_cpu_time_total > 0]
    whole = left = sum(e.self_cpu_time_total for e in events)
    for kind, names in KINDS.items():
        part = sum(e.self_cpu_time_total for e in events if e.key.startswith(names))
        left -= part
        rate = f", {work / (part / 5e6):.0f} GF/s" if kind == "products" else ""
        print(f"{kind}: {part / whole:.1%}{rate}")
    print(f"norms, rotation, activations, copies and all else: {left / whole:.1%}")


if __name__ == "__main__":
    main()
