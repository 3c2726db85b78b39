"""The workloads of generative recommenders: made-up users of MovieLens 1M's sizes, the same for both sides.

A workload is a JSON file. Its fields:

    name, kind ("hstu"), shape (the sizes as Meta's code names them), seed, dropout, negatives, temperature,
    learningRate, beta1, beta2,
    weights: what both sides begin with, by the names of Meta's parameters, each {"shape": sizes, "values": numbers},
    batches: one list of rows for each step; a row is {"items": ids, "times": seconds}, its last event being the target
        of the last position, so that a row of n + 1 events trains n positions.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from dataclasses import asdict
from pathlib import Path

import hstu_meta

SEED = 20260101
NAMES = ["hstu-ml1m-equal", "hstu-ml1m"]
# MovieLens 1M: at least 20 events of a user, 96 in the median, 165.6 in the mean. A log-normal of that median and mean:
LEAST_EVENTS = 20
LOG_MEDIAN = math.log(96)
LOG_SPREAD = math.sqrt(2 * math.log(165.6 / 96))


def _length(draw: random.Random, longest: int) -> int:
    """Positions of a user: all events but the one that is left for evaluation, the first of which is never a target."""
    events = max(LEAST_EVENTS, round(draw.lognormvariate(LOG_MEDIAN, LOG_SPREAD)))
    return min(events - 2, longest)


def _gap(draw: random.Random) -> int:
    """Seconds between two events: most within a sitting, some in another, some after months."""
    kind = draw.random()
    if kind < 0.9:
        return draw.randrange(0, 120)
    return draw.randrange(3_600, 7 * 86_400) if kind < 0.99 else draw.randrange(7 * 86_400, 365 * 86_400)


def _row(draw: random.Random, positions: int, popularity: list[float]) -> dict:
    gaps = [_gap(draw) for _ in range(positions)]
    items = draw.choices(range(1, len(popularity) + 1), cum_weights=popularity, k=positions + 1)
    return {"items": items, "times": list(itertools.accumulate(gaps, initial=956_703_932 + draw.randrange(10**8)))}


def _weights(shape: hstu_meta.Shape) -> dict:
    """The weights that Meta's code draws."""
    import torch

    torch.manual_seed(SEED)
    return {
        name: {"shape": list(parameter.shape), "values": parameter.detach().flatten().tolist()}
        for name, parameter in hstu_meta.build(shape, dropout=0.0).named_parameters()
    }


def write_workload(name: str, directory: Path, source: Path, steps: int, users: int) -> Path:
    """Writes one workload, its weights by Meta's code in `source`; returns its file."""
    shape = hstu_meta.ML_1M
    hstu_meta.use_source(source)
    draw = random.Random(SEED)
    popularity = list(itertools.accumulate((rank + 50) ** -1.0 for rank in range(shape.num_items)))
    longest = shape.max_sequence_len
    batches = [
        [
            _row(draw, longest if name.endswith("-equal") else _length(draw, longest), popularity)
            for _ in range(users)
        ]
        for _ in range(steps)
    ]
    workload = {
        "name": name,
        "kind": "hstu",
        "shape": asdict(shape),
        "seed": SEED,
        "dropout": 0.2,
        "negatives": 128,
        "temperature": 0.05,
        "learningRate": 1e-3,
        "beta1": 0.9,
        "beta2": 0.98,
        "weights": _weights(shape),
        "batches": batches,
    }
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name}.json"
    path.write_text(json.dumps(workload), encoding="utf-8")
    return path
