"""Says where the time of a decoded token goes: Temper's own session kernel, in PyTorch.

    python profile_decoding.py [--threads 2] [--rows 1] [--cached 96] [--shape 14m|135m|360m] [--weights float32|bfloat16|int8]

Loads `decoder.py` and `session.py` of `models` into PyTorch as Temper does into libtorch, opens a session of random
weights, and prints the milliseconds of opening it, of opening it again, and of a step with a token in each row, the speed at
which weights are read, and the operations of a step by libtorch's own profiler. What choosing tokens and calls from Java cost is
not in them.
"""

from __future__ import annotations

import argparse
import time

import torch
from profile_layer import ONE_DNN, compiled, medians
from torch.profiler import ProfilerActivity, profile
from workloads import SHAPES

BYTES = {"float32": 4, "bfloat16": 2, "int8": 1}


def kernel(shape: dict, weights: str) -> torch.jit.ScriptModule:
    """The functions of session.py, compiled as SessionKernels of `models` does."""
    heads, key_heads, width = shape["num_attention_heads"], shape["num_key_value_heads"], shape["hidden_size"]
    size = width // heads
    bfloat16 = weights == "bfloat16"
    constants = {
        "attentionFactor": 1.0,
        "bfloat16": bfloat16,
        "bias": False,
        "blocked": True,
        "blockSizes": [32] if weights == "float32" else [192, 128, 64],
        "storeType": 6,
        "epsilon": 1e-5,
        "feedForwardWidth": shape["intermediate_size"],
        "grouped": False,
        "groups": heads // key_heads,
        "heads": heads,
        "halfCaches": False,
        "headSize": size,
        "int8": weights == "int8",
        "keyValueHeads": key_heads,
        "leastLength": (width * 1e-5) ** 0.5,
        "output": 4,
        "pack": "ops.mkldnn._reorder_linear_weight(w, rows)",
        "packedSize": 1 << 16,
        "product": ONE_DNN,
        "queryKeyNorm": False,
        "queryWidth": heads * size,
        "repeated": heads != key_heads,
        "rootWidth": width**0.5,
        "scale": size**-0.5,
        "sessionOutput": 1,
        "sessionSize": 4,
        "sharpened": False,
        "wholeSize": 1 << 15,
        "width": width,
        "window": 0,
        "windowed": False,
        "windows": [0] * shape["num_hidden_layers"],
    }
    return compiled(["decoder.py", "session.py"], constants)


def weights_of(shape: dict) -> tuple[list[torch.Tensor], torch.Tensor]:
    """Those of all layers and the final norm, and the embedding."""
    width, wide = shape["hidden_size"], shape["intermediate_size"]
    key_width = shape["num_key_value_heads"] * width // shape["num_attention_heads"]
    layer = [(width,), (width, width), (key_width, width), (key_width, width), (width, width)]
    layer += [(width,), (wide, width), (wide, width), (width, wide)]
    shapes = layer * shape["num_hidden_layers"]
    arrays = [torch.randn(s) * 0.02 if len(s) > 1 else torch.ones(s) for s in shapes]
    return [*arrays, torch.ones(width)], torch.randn(shape["vocab_size"], width) * 0.02


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rows", type=int, default=1)
    parser.add_argument("--cached", type=int, default=96, help="tokens of a row before the step")
    parser.add_argument("--shape", default="135m", choices=sorted(SHAPES))
    parser.add_argument("--weights", default="float32", choices=sorted(BYTES))
    parser.add_argument("--lines", type=int, default=16, help="of the profile")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    torch._C._set_graph_executor_optimize(False)
    shape = SHAPES[arguments.shape]
    arrays, table = weights_of(shape)
    size = shape["hidden_size"] // shape["num_attention_heads"]
    frequencies = 10_000.0 ** (-torch.arange(0, size, 2) / size)
    session = kernel(shape, arguments.weights)
    rows, cached = arguments.rows, arguments.cached
    for time_ in range(2):
        start = time.perf_counter()
        session.open(arrays, table, frequencies, torch.tensor([rows, cached + 64]))
        print(f"open: {1e3 * (time.perf_counter() - start):.0f} ms")
    tokens = torch.stack([torch.randint(shape["vocab_size"], (rows,)), torch.full((rows,), cached)])
    large = torch.randn(1 << 27)
    step, read = medians([lambda: session.step(tokens), large.sum])
    numbers = table.numel() + sum(w.numel() for w in arrays)
    rate = numbers * BYTES[arguments.weights] / step / 1e9
    print(f"a step: {1e3 * step:.2f} ms, weights at {rate:.1f} GB/s; memory is read at {large.numel() * 4 / read / 1e9:.1f}")
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        for _ in range(10):
            session.step(tokens)
    events = sorted(profiled.key_averages(), key=lambda e: -e.self_cpu_time_total)
    whole = sum(e.self_cpu_time_total for e in events)
    print(f"under the profiler {whole / 1e4:.2f} ms, {sum(e.count for e in events) / 10:.0f} operations:")
    for event in events[: arguments.lines]:
        print(f"{event.key:44} {event.count / 10:6.0f} x {event.self_cpu_time_total / event.count:8.1f} us  {event.self_cpu_time_total / whole:6.1%}")


if __name__ == "__main__":
    main()
