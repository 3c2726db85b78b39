"""One side of the comparison: PyTorch with transformers and TRL.

Speaks JSON lines (worker_protocol.py). Options:
    loop        "trl" (SFTTrainer, DPOTrainer, GRPOTrainer, PPOTrainer) or "eager" (transformers and a plain loop)
    threads     intra-op threads
    checkpoint  recompute activations, true or false (TRL's own default is true)
    bfloat16    autocast to bfloat16, true or false (TRL's own default is true)
"""

from __future__ import annotations

import json
import tempfile

from trl_parts import PAD_TOKEN, Clock, Quit, load_model, settings, tokenizer
from worker_protocol import answer, next_command, serve

import torch

# ---------------------------------------------------------------- generation


def generation(workload: dict, bfloat16: bool) -> None:
    model = load_model(workload).eval()
    if bfloat16:
        model = model.to(torch.bfloat16)
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = PAD_TOKEN
    batches = iter(workload["batches"])

    def step() -> dict:
        ids = torch.tensor([example["prompt"] for example in next(batches)])
        with torch.inference_mode():
            output = model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=workload["maxNewTokens"],
            )
        return {"tokens": output[:, ids.size(1) :].tolist()}

    answer({"ready": True})
    serve(step)


# ---------------------------------------------------------------- a plain loop


def pad(rows: list[list[int]], value: int) -> torch.Tensor:
    length = max(map(len, rows))
    return torch.tensor([row + [value] * (length - len(row)) for row in rows])


def token_log_probs(model, ids, attention, completion):
    logits = model(input_ids=ids, attention_mask=attention, use_cache=False).logits[:, :-1]
    chosen = torch.log_softmax(logits, -1).gather(-1, ids[:, 1:, None]).squeeze(-1)
    return chosen * completion[:, 1:]


def eager(workload: dict, options: dict) -> None:
    model = load_model(workload).train()
    if options["checkpoint"]:
        model.gradient_checkpointing_enable()
    reference = load_model(workload).eval() if workload["kind"] == "dpo" else None
    optimizer = torch.optim.AdamW(model.parameters(), lr=workload["learningRate"], weight_decay=0.0, fused=True)
    batches = iter(workload["batches"])

    def sft_loss(examples):
        ids = pad([e["prompt"] + e["completion"] for e in examples], PAD_TOKEN)
        attention = pad([[1] * len(e["prompt"] + e["completion"]) for e in examples], 0)
        labels = pad([[-100] * len(e["prompt"]) + e["completion"] for e in examples], -100)
        return model(input_ids=ids, attention_mask=attention, labels=labels, use_cache=False).loss

    def dpo_loss(examples):
        rows = [e["prompt"] + e["chosen"] for e in examples] + [e["prompt"] + e["rejected"] for e in examples]
        flags = [[0] * len(e["prompt"]) + [1] * len(e[side]) for side in ("chosen", "rejected") for e in examples]
        ids, completion = pad(rows, PAD_TOKEN), pad(flags, 0)
        attention = pad([[1] * len(row) for row in rows], 0)
        policy = token_log_probs(model, ids, attention, completion).sum(1)
        with torch.no_grad():
            frozen = token_log_probs(reference, ids, attention, completion).sum(1)
        chosen, rejected = (policy - frozen).chunk(2)
        return -torch.nn.functional.logsigmoid(workload["beta"] * (chosen - rejected)).mean()

    loss_of = dpo_loss if reference is not None else sft_loss

    def step() -> dict:
        with torch.autocast("cpu", torch.bfloat16, enabled=options["bfloat16"]):
            loss = loss_of(next(batches))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), workload["maxGradientNorm"])
        optimizer.step()
        optimizer.zero_grad()
        return {"loss": loss.item()}

    answer({"ready": True})
    serve(step)


# ---------------------------------------------------------------- TRL


def packed_row(examples: list[dict]) -> dict:
    """What TRL's `pack_dataset` makes of examples that it puts into one row."""
    return {
        "input_ids": [token for e in examples for token in e["prompt"] + e["completion"]],
        "labels": [label for e in examples for label in [-100] * len(e["prompt"]) + e["completion"]],
        "seq_lengths": [len(e["prompt"] + e["completion"]) for e in examples],
    }


def trl_training(workload: dict, options: dict) -> None:
    import datasets
    import trl

    datasets.disable_progress_bars()
    clock = Clock()
    kind = workload["kind"]
    trainer_type = trl.SFTTrainer if kind == "sft" else trl.DPOTrainer
    config_type = trl.SFTConfig if kind == "sft" else trl.DPOConfig

    class Timed(trainer_type):
        def training_step(self, *args, **kwargs):
            loss = super().training_step(*args, **kwargs)
            clock.losses.append(loss)
            return loss

        def _prepare_dataset(self, dataset, *args, **kwargs):
            return dataset  # ids already

    examples = [example for batch in workload["batches"] for example in batch]
    extra: dict = {}
    size = len(workload["batches"][0])
    if "packed" in workload:
        rows = [packed_row(batch) for batch in workload["batches"]]
        extra = {"packing": True, "max_length": workload["packed"]}
        size = 1
    elif kind == "sft":
        rows = [
            {
                "input_ids": e["prompt"] + e["completion"],
                "labels": [-100] * len(e["prompt"]) + e["completion"],
            }
            for e in examples
        ]
    else:
        rows = [
            {"prompt_ids": e["prompt"], "chosen_ids": e["chosen"], "rejected_ids": e["rejected"]} for e in examples
        ]
        extra = {"beta": workload["beta"]}
    with tempfile.TemporaryDirectory() as directory:
        config = config_type(
            per_device_train_batch_size=size,
            max_steps=len(workload["batches"]),
            train_sampling_strategy="sequential",
            **settings(workload, options, directory),
            **extra,
        )
        trainer = Timed(
            model=load_model(workload),
            args=config,
            train_dataset=datasets.Dataset.from_list(rows),
            processing_class=tokenizer(),
            callbacks=[clock.callback()],
        )
        try:
            trainer.train()
        except Quit:
            pass


def main() -> None:
    command = next_command()
    options = {"loop": "trl", "threads": 2, "checkpoint": False, "bfloat16": False, **command["options"]}
    torch.set_num_threads(options["threads"])
    with open(command["workload"], encoding="utf-8") as file:
        workload = json.load(file)
    if workload["kind"] == "generate":
        generation(workload, options["bfloat16"])
    elif workload["kind"] in ("grpo", "ppo"):
        from trl_rollouts import grpo, ppo

        (grpo if workload["kind"] == "grpo" else ppo)(workload, options)
    elif options["loop"] == "eager":
        eager(workload, options)
    else:
        trl_training(workload, options)


if __name__ == "__main__":
    main()
