"""The workloads that both sides read: weights in Hugging Face layout, and batches of token ids.

A workload is a JSON file. Its fields:

    name, kind ("sft", "dpo", "generate", "grpo" or "ppo"), model (a directory),
    learningRate, maxGradientNorm, beta (dpo; the coefficient of KL for grpo and ppo), maxNewTokens (generate),
    for grpo and ppo: vocabulary, completionLength (all completions have it), microBatch (rows), clip (of ratios);
        grpo: groupSize; ppo: valueModel (a directory), valueCoefficient, valueClip, discount, gaeLambda
    packed (sft): the most tokens of a step, whose examples are those that TRL packs into one row
    batches: one list of examples for each step;
        sft: {"prompt": ids, "completion": ids}
        dpo: {"prompt": ids, "chosen": ids, "rejected": ids}
        generate: {"prompt": ids}
        grpo, ppo: {"prompt": ids}, and "completions": a list of ids for each where they are not to be generated

The ids of GSM8K's texts come from the GPT-2 tokenizer and are then numbered anew, in the order of first appearance, so
that one model with 32,000 tokens serves every workload. Lengths, which decide the time, stay as they are. With a
published model they are that model's own.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

VOCABULARY = 32_000
END_TOKEN = 0
FIRST_ORDINARY_TOKEN = 2  # 0 ends a completion, 1 pads
SEED = 20260101

LLAMA_14M = dict(
    vocab_size=VOCABULARY,
    hidden_size=256,
    intermediate_size=704,
    num_hidden_layers=8,
    num_attention_heads=8,
    num_key_value_heads=4,
    max_position_embeddings=2048,
    tie_word_embeddings=True,
)

SMOLLM2_135M = dict(
    vocab_size=49_152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    max_position_embeddings=8192,
    rms_norm_eps=1e-5,
    tie_word_embeddings=True,
)

SMOLLM2_360M = dict(
    SMOLLM2_135M,
    hidden_size=960,
    intermediate_size=2560,
    num_hidden_layers=32,
    num_attention_heads=15,
    num_key_value_heads=5,
)

SHAPES = {"14m": LLAMA_14M, "135m": SMOLLM2_135M, "360m": SMOLLM2_360M}


def size_of(name: str) -> str:
    """Which of SHAPES a workload's model has, by its name."""
    return next((size for size in SHAPES if f"-{size}" in name), "14m")


@dataclass(frozen=True)
class Sizes:
    """How much of each workload to make."""

    steps: int
    rows: int
    pairs: int
    length: int
    packed: int
    prompts: int = 4
    completion: int = 48


def write_model(directory: Path, shape: dict, spread: float) -> None:
    """Saves random float32 weights; `spread` scales the layers' weights, 1 being the usual initial ones."""
    if (directory / "model.safetensors").exists():
        return
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(SEED)
    config = LlamaConfig(bos_token_id=None, eos_token_id=END_TOKEN, pad_token_id=None, **shape)
    model = LlamaForCausalLM(config).float()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "proj" in name:
                parameter.mul_(spread)
    model.save_pretrained(directory)


def write_value_model(directory: Path, model: Path) -> None:
    """Saves a value model for PPO: the policy's own weights and a random head, as a sequence classifier."""
    if (directory / "model.safetensors").exists():
        return
    import torch
    from transformers import AutoModelForSequenceClassification

    torch.manual_seed(SEED)
    AutoModelForSequenceClassification.from_pretrained(model, num_labels=1).float().save_pretrained(directory)


class Gsm8k:
    """GSM8K's texts as token ids, numbered anew."""

    def __init__(self, data: Path, model: Path | None = None):
        """Of a model's own tokenizer, where one is given."""
        from tokenizers import Tokenizer

        self._data = data / "gsm8k"
        self._own = model is not None
        if model is not None:
            self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        else:
            with gzip.open(data / "tokenizer-gpt2" / "tokenizer.json.gz", "rt", encoding="utf-8") as file:
                self._tokenizer = Tokenizer.from_str(file.read())
        self._ids: dict[int, int] = {}

    def _encode(self, text: str) -> list[int]:
        if self._own:
            return self._tokenizer.encode(text, add_special_tokens=False).ids
        ids = []
        for token in self._tokenizer.encode(text, add_special_tokens=False).ids:
            ids.append(self._ids.setdefault(token, FIRST_ORDINARY_TOKEN + len(self._ids)))
        if FIRST_ORDINARY_TOKEN + len(self._ids) > VOCABULARY:
            raise ValueError(f"GSM8K needs more than {VOCABULARY} token ids")
        return ids

    def _records(self, name: str) -> list[dict]:
        with gzip.open(self._data / name, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def examples(self) -> list[dict]:
        return [
            {
                "prompt": self._encode(record["question"] + "\n"),
                "completion": self._encode(record["answer"]) + [END_TOKEN],
            }
            for record in self._records("train.jsonl.gz")
        ]

    def pairs(self) -> list[dict]:
        """The first right and the first wrong solution of each problem that has both."""
        pairs = []
        for record in self._records("example_model_solutions.jsonl.gz"):
            solutions = [value for value in record.values() if isinstance(value, dict)]
            right = [s["solution"] for s in solutions if s["is_correct"]]
            wrong = [s["solution"] for s in solutions if not s["is_correct"]]
            if right and wrong:
                pairs.append(
                    {
                        "prompt": self._encode(record["question"] + "\n"),
                        "chosen": self._encode(right[0]) + [END_TOKEN],
                        "rejected": self._encode(wrong[0]) + [END_TOKEN],
                    }
                )
        return pairs


def _batches(examples: list[dict], steps: int, size: int, seed: int) -> list[list[dict]]:
    """Batches in a random order, as a trainer draws them by default; passes repeat where the data are too few."""
    order: list[dict] = []
    draw = random.Random(seed)
    while len(order) < steps * size:
        epoch = examples[:]
        draw.shuffle(epoch)
        order.extend(epoch)
    return [order[i * size : (i + 1) * size] for i in range(steps)]


def _packed(examples: list[dict], steps: int, tokens: int) -> list[list[dict]]:
    """The examples of rows as TRL's own packing makes them, by its default strategy; rows in a random order."""
    import datasets
    import trl

    datasets.disable_progress_bars()
    numbered = [
        {"example": [number] * len(example["prompt"] + example["completion"])}
        for number, example in enumerate(examples)
        if len(example["prompt"] + example["completion"]) <= tokens
    ]
    packed = trl.pack_dataset(datasets.Dataset.from_list(numbered), tokens, "bfd")
    rows = [[examples[number] for number in dict.fromkeys(row)] for row in packed["example"]]
    random.Random(SEED).shuffle(rows)
    return rows[:steps]


def _random_ids(draw: random.Random, length: int, vocabulary: int = VOCABULARY) -> list[int]:
    return [draw.randrange(FIRST_ORDINARY_TOKEN, vocabulary) for _ in range(length)]


# Prompts of an iteration are of these lengths, in turn, so many completions of each.
GROUP_PROMPTS = [16, 32, 48, 64]
GROUP_SIZE = 8


def _reinforcement(name: str, model: Path, directory: Path, sizes: Sizes, draw: random.Random) -> dict:
    """Iterations of GRPO (groups of completions) or PPO (one completion of each prompt).

    Where completions are given there are 16 of 16 tokens each; else 8 of each prompt, 4 prompts and 48 tokens if
    `sizes` says nothing else.
    """
    groups, given = name.startswith("grpo"), name.endswith("-given")
    prompts = GROUP_PROMPTS[:2] if given else [GROUP_PROMPTS[i % len(GROUP_PROMPTS)] for i in range(sizes.prompts)]
    length = 16 if given else sizes.completion
    fields: dict = {
        "learningRate": 1e-5,
        "vocabulary": VOCABULARY,
        "completionLength": length,
        "microBatch": 8,
        "clip": 0.2,
        "beta": 0.04,
    }
    if groups:
        fields["groupSize"] = GROUP_SIZE
    else:
        prompts = prompts * GROUP_SIZE
        value_model = directory / f"{model.name}-value"
        write_value_model(value_model, model)
        fields.update(
            valueModel=str(value_model.resolve()), valueCoefficient=0.1, valueClip=0.2, discount=1.0, gaeLambda=0.95
        )
    batches = [[{"prompt": _random_ids(draw, tokens)} for tokens in prompts] for _ in range(sizes.steps)]
    if given:
        # Clipped gradients would hide how large they are; a larger step makes the second iteration differ from the
        # first.
        fields.update(maxGradientNorm=1e9, learningRate=1e-4)
        for example in [example for batch in batches for example in batch]:
            example["completions"] = [_random_ids(draw, length) for _ in range(GROUP_SIZE if groups else 1)]
    fields["batches"] = batches
    return fields


def write_workload(name: str, directory: Path, data: Path, sizes: Sizes, smollm2: Path | None = None) -> Path:
    """Writes one workload and the weights that it needs; returns its file. `smollm2` has the published weights."""
    directory.mkdir(parents=True, exist_ok=True)
    size = size_of(name)
    large = size != "14m"
    published = smollm2 if name == "sft-135m-packed" else None
    model = published or directory / f"llama-{size}"
    if not published:
        write_model(model, SHAPES[size], spread=1.0 if large else 4.0)
    vocabulary = SHAPES[size]["vocab_size"]
    draw = random.Random(SEED)
    workload: dict = {
        "name": name,
        "kind": name.split("-")[0],
        "model": str(model.resolve()),
        "learningRate": 1e-4,
        "maxGradientNorm": 1.0,
        "beta": 0.1,
        "maxNewTokens": 128,
    }
    work = name.replace(f"-{size}", "")
    if work == "sft-equal":
        workload["batches"] = [
            [{"prompt": [], "completion": _random_ids(draw, sizes.length, vocabulary)} for _ in range(sizes.rows)]
            for _ in range(sizes.steps)
        ]
    elif work == "sft-gsm8k":
        workload["batches"] = _batches(Gsm8k(data).examples(), sizes.steps, sizes.rows, SEED)
    elif work == "sft-packed":
        workload["learningRate"] = 2e-5 if large else 1e-4
        workload["packed"] = sizes.packed
        workload["batches"] = _packed(Gsm8k(data, published).examples(), sizes.steps, sizes.packed)
    elif work in ("dpo-equal", "dpo-memory"):
        length = 512 if work == "dpo-memory" else sizes.length
        pairs = 4 if work == "dpo-memory" else sizes.pairs
        steps = 3 if work == "dpo-memory" else sizes.steps
        workload["learningRate"] = 1e-5
        workload["batches"] = [
            [
                {
                    "prompt": _random_ids(draw, length // 4, vocabulary),
                    "chosen": _random_ids(draw, length - length // 4, vocabulary),
                    "rejected": _random_ids(draw, length - length // 4, vocabulary),
                }
                for _ in range(pairs)
            ]
            for _ in range(steps)
        ]
    elif work == "dpo-gsm8k":
        workload["learningRate"] = 1e-5
        workload["batches"] = _batches(Gsm8k(data).pairs(), sizes.steps, sizes.pairs, SEED)
    elif work.startswith(("grpo", "ppo")):
        workload.update(_reinforcement(work, model, directory, sizes, draw))
    elif work.startswith("generate-b"):
        rows = int(work.removeprefix("generate-b"))
        workload["batches"] = [[{"prompt": _random_ids(draw, 32)} for _ in range(rows)] for _ in range(sizes.steps)]
    else:
        raise ValueError(f"name: expected a workload, got {name}")
    path = directory / f"{name}.json"
    path.write_text(json.dumps(workload), encoding="utf-8")
    return path
