"""One side of the comparison: a training step of HSTU by Meta's public research code.

Speaks JSON lines (worker_protocol.py). Options:
    source      checkout of generative-recommenders at the commit that hstu_meta.py names
    threads     intra-op threads

A step is what Meta's trainer does for a batch (research/trainer/train.py), in its order and with its own modules,
FBGEMM's jagged operations and PyTorch's AdamW. Two things are left out in the peer's favor: the trainer's anomaly
detection, and reading, cutting and padding the rows, which its data loader does in processes beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

from worker_protocol import answer, next_command, serve

import torch

import hstu_meta


def rows(batch: list[dict], history: int) -> dict[str, torch.Tensor]:
    """What Meta's data set and data loader give for a batch: padded histories, and the target of each."""

    def padded(name):
        return torch.tensor([event[name][:-1] + [0] * (history + 1 - len(event[name])) for event in batch])

    items = padded("items")
    return {
        "history_lengths": torch.tensor([len(event["items"]) - 1 for event in batch]),
        "historical_ids": items,
        "historical_ratings": torch.zeros_like(items),
        "historical_timestamps": padded("times"),
        "target_ids": torch.tensor([event["items"][-1] for event in batch]),
        "target_ratings": torch.zeros(len(batch), dtype=torch.int64),
        "target_timestamps": torch.tensor([event["times"][-1] for event in batch]),
    }


def training(workload: dict) -> None:
    from generative_recommenders.research.modeling.sequential.features import movielens_seq_features_from_row

    shape = hstu_meta.Shape(**workload["shape"])
    torch.manual_seed(workload["seed"])
    model = hstu_meta.build(shape, workload["dropout"]).train()
    weights = workload.pop("weights")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.tensor(weights[name]["values"]).view(parameter.shape))
    loss_of = hstu_meta.sampled_softmax(model, workload["negatives"], workload["temperature"])
    sampler = hstu_meta.local_sampler(model, shape)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=workload["learningRate"],
        betas=(workload["beta1"], workload["beta2"]),
        weight_decay=0,
    )
    batches = iter([rows(batch, shape.max_sequence_len) for batch in workload.pop("batches")])

    def step() -> dict:
        features, target_ids, _ = movielens_seq_features_from_row(
            next(batches), device="cpu", max_output_length=shape.max_output_len
        )
        features.past_ids.scatter_(dim=1, index=features.past_lengths.view(-1, 1), src=target_ids.view(-1, 1))
        optimizer.zero_grad()
        embeddings = model.get_item_embeddings(features.past_ids)
        encoded = model(
            past_lengths=features.past_lengths,
            past_ids=features.past_ids,
            past_embeddings=embeddings,
            past_payloads=features.past_payloads,
        )
        targets = features.past_ids[:, 1:]
        loss, _ = loss_of(
            lengths=features.past_lengths,
            output_embeddings=encoded[:, :-1, :],
            supervision_ids=targets,
            supervision_embeddings=embeddings[:, 1:, :],
            supervision_weights=(targets != 0).float(),
            negatives_sampler=sampler,
            **features.past_payloads,
        )
        loss.backward()
        optimizer.step()
        return {"loss": loss.item()}

    answer({"ready": True})
    serve(step)


def main() -> None:
    command = next_command()
    options = {"threads": 2, **command["options"]}
    torch.set_num_threads(options["threads"])
    hstu_meta.use_source(Path(options["source"]))
    hstu_meta.use_fbgemm()
    with open(command["workload"], encoding="utf-8") as file:
        training(json.load(file))


if __name__ == "__main__":
    main()
