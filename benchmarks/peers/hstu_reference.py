"""Writes what Meta's public research code of HSTU computes for a tiny model whose weights are given.

    python hstu_reference.py --source CHECKOUT ../../models/src/test/resources/org/temper/models/hstu-meta.json

CHECKOUT is generative-recommenders at the commit that hstu_meta.py names. Everything is computed in float64.
Versions: requirements.txt.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy
import torch

import hstu_meta

TINY = hstu_meta.Shape(
    num_items=12,
    embedding_dim=6,
    num_blocks=2,
    num_heads=2,
    linear_dim=4,
    attention_dim=3,
    max_sequence_len=5,
    max_output_len=3,
)
SEED = 20260101
TEMPERATURE = 0.05
# The spread of each kind of weight: wide enough that each leaves its mark on the results.
SPREADS = {
    "_item_emb": 0.3,
    "_pos_emb": 0.5,
    "_uvqk": 0.6,
    "_o.weight": 0.5,
    "_o.bias": 0.2,
    "_ts_w": 1.0,
    "_pos_w": 1.0,
}

# The history of each row, then its target, which the trainer puts behind the history before it encodes.
EVENTS = [
    [(3, 978_300_019), (7, 978_300_019), (1, 978_300_055), (12, 978_303_660), (5, 978_390_060), (9, 1_009_947_600)],
    [(2, 956_703_932), (2, 956_703_991), (11, 1_046_454_590), (6, 1_046_454_591)],
    [(8, 1_000_000_000), (4, 1_000_000_060)],
]
FULL_ROW = [(i + 2, 960_000_000 + 7 * 13**i) for i in range(8)]
# One list for each scored position, row after row; 0-based position 1 of the first row holds its own target (1), and
# position 4 holds a negative twice.
NEGATIVES = [
    [1, 9, 4, 11],
    [8, 1, 2, 6],
    [5, 10, 3, 7],
    [12, 2, 6, 8],
    [4, 4, 10, 1],
    [7, 3, 12, 5],
    [9, 1, 8, 2],
    [10, 5, 7, 12],
    [6, 11, 3, 9],
]
WEIGHTS = [[1.5, 0.25, 0.0, 2.0, 1.0], [0.5, 3.0, 1.0], [0.75]]


def round_trip(value: float) -> float:
    return float(f"{value:.9g}")


def flat(tensor: torch.Tensor) -> list[float]:
    return [round_trip(value) for value in tensor.detach().flatten().tolist()]


def fill(model) -> None:
    """Gives every parameter, the padding's embedding and the biases among them, a drawn value of four decimals."""
    draw = numpy.random.default_rng(SEED)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            spread = next(value for key, value in SPREADS.items() if key in name)
            values = numpy.round(draw.normal(0.0, spread, parameter.numel()), 4)
            parameter.copy_(torch.from_numpy(values).view(parameter.shape))


def padded(rows: list[list[int]], length: int) -> torch.Tensor:
    return torch.tensor([row + [0] * (length - len(row)) for row in rows])


class GivenNegatives:
    """Stands for Meta's sampler: given ids, its own normalization."""

    def __init__(self, sampler):
        self._sampler = sampler
        self.normalize_embeddings = sampler.normalize_embeddings

    def __call__(self, positive_ids, num_to_sample):
        ids = torch.tensor(NEGATIVES)
        assert ids.shape == (positive_ids.numel(), num_to_sample)
        return ids, self.normalize_embeddings(self._sampler._item_emb(ids))


class OwnTimeBias(torch.nn.Module):
    """Meta's time and position bias, but with the time of the row's own event where Meta takes the next one's."""

    def __init__(self, public):
        super().__init__()
        self._public = public

    def forward(self, all_timestamps):
        public, length = self._public, self._public._max_seq_len
        gaps = all_timestamps.unsqueeze(2) - all_timestamps.unsqueeze(1)
        buckets = public._bucketization_fn(gaps).clamp(0, public._num_buckets)
        index = (length - 1) + torch.arange(length)[None, :] - torch.arange(length)[:, None]
        return public._pos_w[index][None] + public._ts_w[buckets]


def position_only(public):
    """Meta's RelativePositionalBias with the position table of `public`."""
    from generative_recommenders.research.modeling.sequential.hstu import RelativePositionalBias

    bias = RelativePositionalBias(public._max_seq_len).double()
    bias._w = public._pos_w
    return bias


class Reference:
    """One model and what it computes."""

    def __init__(self):
        model = hstu_meta.build(TINY, dropout=0.2).double().eval()
        fill(model)
        self.model = model
        self.parameters = dict(model.named_parameters())
        self.loss = hstu_meta.sampled_softmax(model, len(NEGATIVES[0]), TEMPERATURE)
        self.sampler = GivenNegatives(hstu_meta.local_sampler(model, TINY))
        self.biases = [layer._rel_attn_bias for layer in model._hstu._attention_layers]

    def with_biases(self, make) -> None:
        for layer, bias in zip(self.model._hstu._attention_layers, self.biases):
            layer._rel_attn_bias = make(bias)

    def encode(self, ids, lengths, payloads):
        embeddings = self.model.get_item_embeddings(ids)
        encoded = self.model(
            past_lengths=lengths, past_ids=ids, past_embeddings=embeddings, past_payloads=payloads
        )
        return embeddings, encoded

    def losses(self, ids, lengths, payloads, weights):
        embeddings, encoded = self.encode(ids, lengths, payloads)
        loss, _ = self.loss(
            lengths=lengths,
            output_embeddings=encoded[:, :-1, :],
            supervision_ids=ids[:, 1:],
            supervision_embeddings=embeddings[:, 1:, :],
            supervision_weights=weights,
            negatives_sampler=self.sampler,
            **payloads,
        )
        return loss

    def loss_entry(self, ids, lengths, payloads, weights) -> dict:
        """The loss and its gradients; parameters that it does not depend on are left out."""
        for parameter in self.parameters.values():
            parameter.grad = None
        loss = self.losses(ids, lengths, payloads, weights)
        loss.backward()
        gradients = {n: flat(p.grad) for n, p in self.parameters.items() if p.grad is not None}
        rows = [row[:n].tolist() for row, n in zip(weights, lengths.tolist())]
        return {"weights": rows, "loss": round_trip(loss.item()), "gradients": gradients}

    def position_losses(self, ids, lengths, payloads) -> list[list[float]]:
        """The loss of one position after another, as the loss of a weight that is 1 there and 0 elsewhere."""
        rows = []
        with torch.no_grad():
            for row, count in enumerate(lengths.tolist()):
                rows.append([])
                for position in range(count):
                    weights = torch.zeros(ids.shape[0], ids.shape[1] - 1, dtype=torch.float64)
                    weights[row, position] = 1.0
                    rows[-1].append(round_trip(self.losses(ids, lengths, payloads, weights).item()))
        return rows

    def encoded_entry(self, ids, lengths, payloads) -> list:
        with torch.no_grad():
            _, encoded = self.encode(ids, lengths, payloads)
        norms = encoded.norm(dim=-1)
        assert all((norms[row, :count] - 1).abs().max() < 1e-12 for row, count in enumerate(lengths.tolist()))
        return [[flat(vector) for vector in row[:count]] for row, count in zip(encoded, lengths.tolist())]


def cases(reference: Reference) -> list[dict]:
    length = TINY.length
    lengths = torch.tensor([len(row) - 1 for row in EVENTS])
    ids = padded([[item for item, _ in row] for row in EVENTS], length)
    times = padded([[time for _, time in row] for row in EVENTS], length)
    public = {"timestamps": times}
    ones = (ids[:, 1:] != 0).float()
    given = padded_weights(length - 1)
    batch = {"ids": ids.tolist(), "timestamps": times.tolist(), "lengths": lengths.tolist()}
    result = []

    def add(name, meaning, payloads, with_losses, inputs=batch, where=(ids, lengths)):
        entry = {"name": name, "meaning": meaning, **inputs, "encoded": reference.encoded_entry(*where, payloads)}
        if with_losses:
            entry["positionLosses"] = reference.position_losses(*where, payloads)
            entry["losses"] = [reference.loss_entry(*where, payloads, weights) for weights in (ones, given)]
        result.append(entry)

    add("next-time", "as the public trainer: row i of the time bias uses the time of event i + 1", public, True)
    unknown = times.clone()
    unknown[torch.arange(len(EVENTS)), lengths] = 0
    add(
        "unknown-target-time",
        "the same with 0, the padding, for the target's time; the last row of each history alone differs",
        {"timestamps": unknown},
        False,
        {**batch, "timestamps": unknown.tolist()},
    )
    add("no-timestamps", "no timestamps among the payloads: Meta's code then adds no bias at all", {}, False)
    reference.with_biases(position_only)
    add("position-only", "RelativePositionalBias in the place of the time and position bias", public, True)
    reference.with_biases(OwnTimeBias)
    add(
        "own-time",
        "NOT Meta's code but its bias rewritten by hstu_reference.py: row i uses the time of event i itself",
        public,
        True,
    )
    reference.with_biases(lambda bias: bias)
    full_ids = torch.tensor([[item for item, _ in FULL_ROW]])
    full_times = torch.tensor([[time for _, time in FULL_ROW]])
    full_lengths = torch.tensor([length])
    add(
        "full-row",
        "a history that fills all N positions, which the public trainer never makes: the last row of the time bias"
        " uses its own time for want of a next one",
        {"timestamps": full_times},
        False,
        {"ids": full_ids.tolist(), "timestamps": full_times.tolist(), "lengths": full_lengths.tolist()},
        (full_ids, full_lengths),
    )
    return result


def padded_weights(length: int) -> torch.Tensor:
    return torch.tensor([row + [0.0] * (length - len(row)) for row in WEIGHTS], dtype=torch.float64)


def bucketization(reference: Reference) -> dict:
    """Buckets at chosen differences, and the least difference of each bucket, by Meta's own function."""
    bias = reference.biases[0]

    def bucket(seconds):
        return bias._bucketization_fn(torch.tensor(seconds)).clamp(0, bias._num_buckets).tolist()

    seconds = [0, 1, 2, 59, 60, 61, 3599, 3600, 86_399, 86_400, 31_557_600, 10**9, 2**62]
    seconds += [-1, -2, -59, -60, -3600, -86_400, -(10**9)]
    least, other = [], []
    for target in range(1, bias._num_buckets + 1):
        low, high = 0, 2**62
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if bucket([middle])[0] >= target else (middle, high)
        least.append(high)
        exact = math.ceil(math.exp(0.301 * target))
        if exact != high and high < 2**40:
            other.append(target)
    return {
        "meaning": "clamp(trunc(ln(max(|seconds|, 1)) / 0.301), 0, 128); Meta's code takes the logarithm of an integer,"
        " which is float32",
        "seconds": seconds,
        "bucket": bucket(seconds),
        "leastSecondsOfBuckets1To128": least,
        "bucketsUnder2To40SecondsThatFloat64WouldBeginElsewhere": other,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="checkout of generative-recommenders")
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    hstu_meta.use_source(arguments.source)
    hstu_meta.jagged_in_float64()
    reference = Reference()
    large = dict(hstu_meta.build(hstu_meta.ML_1M, dropout=0.2).named_parameters())
    document = {
        "source": {
            "repository": hstu_meta.REPOSITORY,
            "commit": hstu_meta.COMMIT,
            "files": hstu_meta.FILES,
            "command": "python benchmarks/peers/hstu_reference.py --source CHECKOUT TARGET",
            "torch": torch.__version__.split("+")[0],
            "precision": "float64; FBGEMM's jagged operations replaced by plain PyTorch",
        },
        "configuration": {**asdict(TINY), "length": TINY.length, "layerNormEpsilon": 1e-6, "l2NormEpsilon": 1e-6},
        "parameters": {
            name: {"shape": list(parameter.shape), "values": flat(parameter)}
            for name, parameter in reference.parameters.items()
        },
        "loss": {
            "temperature": TEMPERATURE,
            "collisionLogit": -5e4,
            "negatives": NEGATIVES,
            "meaning": "one list of negative ids for each scored position, row after row; the target of position i is"
            " ids[i + 1]; the loss is the weighted mean of the positions' losses",
        },
        "cases": cases(reference),
        "bucketization": bucketization(reference),
        "ml1m": {
            "configuration": {**asdict(hstu_meta.ML_1M), "length": hstu_meta.ML_1M.length},
            "parameterCount": sum(parameter.numel() for parameter in large.values()),
            "shapes": {name: list(parameter.shape) for name, parameter in large.items()},
        },
    }
    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    partial = arguments.target.with_suffix(".partial")
    partial.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    partial.replace(arguments.target)


if __name__ == "__main__":
    main()
