"""Says where the time of one decoder layer goes, forward and backward, in the operations that Temper's kernel calls.

    python profile_layer.py [--threads 1] [--rows 4] [--length 512] [--shape 14m|135m|360m]

Prints the share of matrix products, of attention and of all else, and how fast products are by MKL, which `linear`
calls, and by oneDNN. The shares are of libtorch's own profiler; what calls cost from Java is not in them.
"""

from __future__ import annotations

import argparse
import time

import torch
from torch.profiler import ProfilerActivity, profile
from workloads import SHAPES

KINDS = {"products": ("aten::mm", "aten::addmm"), "attention": ("aten::_scaled_dot_product",)}


class Layer:
    """The block of decoder.py with random weights."""

    def __init__(self, shape: dict, rows: int, length: int):
        self.rows, self.length = rows, length
        self.width, self.wide = shape["hidden_size"], shape["intermediate_size"]
        self.heads, self.key_heads = shape["num_attention_heads"], shape["num_key_value_heads"]
        self.size = self.width // self.heads
        key_width = self.key_heads * self.size
        shapes = [(self.width, self.width), (key_width, self.width), (key_width, self.width), (self.width, self.width)]
        shapes += [(self.wide, self.width), (self.wide, self.width), (self.width, self.wide)]
        self.weights = [(torch.randn(s) * 0.02).requires_grad_(True) for s in shapes]
        self.gains = [torch.ones(self.width, requires_grad=True) for _ in range(2)]
        frequencies = 10_000.0 ** (-torch.arange(0, self.size, 2) / self.size)
        angles = torch.arange(length).repeat(rows)[:, None] * frequencies
        angles = torch.cat([angles, angles], 1)[:, None]
        self.cos, self.sin = angles.cos(), angles.sin()

    def norm(self, x, gain):
        return x * torch.rsqrt(x.pow(2).mean(-1, True) + 1e-5) * gain

    def rotate(self, x):
        first, second = x.chunk(2, -1)
        return x * self.cos + torch.cat([-second, first], -1) * self.sin

    def attend(self, q, k, v):
        q, k, v = (x.view(self.rows, self.length, -1, self.size).transpose(1, 2) for x in (q, k, v))
        groups = self.heads // self.key_heads
        k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        a = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return a.transpose(1, 2).reshape(-1, self.width)

    def __call__(self, x):
        linear = torch.nn.functional.linear
        q, k, v, o, gate, up, down = self.weights
        h = self.norm(x, self.gains[0])
        q, k, v = (linear(h, w).view(len(x), -1, self.size) for w in (q, k, v))
        x = x + linear(self.attend(self.rotate(q), self.rotate(k), v), o)
        h = self.norm(x, self.gains[1])
        return x + linear(torch.nn.functional.silu(linear(h, gate)) * linear(h, up), down)


def least(call, times: int = 5) -> float:
    call()
    seconds = []
    for _ in range(times):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--shape", default="135m", choices=sorted(SHAPES))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    layer = Layer(SHAPES[arguments.shape], arguments.rows, arguments.length)
    tokens = arguments.rows * arguments.length
    x, gradient = torch.randn(tokens, layer.width, requires_grad=True), torch.randn(tokens, layer.width)
    for _ in range(2):
        layer(x).backward(gradient)
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        for _ in range(5):
            layer(x).backward(gradient)
    events = [e for e in profiled.key_averages() if e.self_cpu_time_total > 0]
    whole = sum(e.self_cpu_time_total for e in events)
    left = whole
    for kind, names in KINDS.items():
        part = sum(e.self_cpu_time_total for e in events if e.key.startswith(names))
        left -= part
        print(f"{kind}: {part / whole:.1%}")
    print(f"norms, rotation, activations, sums of gradients and all else: {left / whole:.1%}")
    print(f"forward and backward of a layer: {whole / 5e6 * 1e3:.0f} ms of processor time")
    for w in [layer.weights[0], layer.weights[4], layer.weights[6]]:
        y = torch.randn(tokens, w.shape[1])
        work = 2 * tokens * w.numel() / 1e9
        mkl = least(lambda: torch.nn.functional.linear(y, w.detach()))
        one = least(lambda: torch.ops.mkldnn._linear_pointwise(y, w.detach(), None, "none", [], ""))
        print(f"{tokens} x {w.shape[1]} x {w.shape[0]}: linear {work / mkl:.0f} GF/s, oneDNN {work / one:.0f} GF/s")


if __name__ == "__main__":
    main()
