"""Checks both directions of the Hugging Face layout between transformers and Temper.

For each of five tiny configurations (formula_weights.py), with random weights:
1. transformers saves it (one file; shards; bfloat16) and Temper loads it: logits are compared.
2. Temper saves what it loaded (one file or shards) and transformers loads it: logits are compared
   with those of the model that was saved first. Once with the config.json that it came with, once with one that Temper
   writes for models of its own.
The same, without the last, for sequence classifiers with one label (reward models) and token classifiers with one label
(value models).

Usage, in the repository's root, with a Python that has requirements.txt:
    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/peers/check_checkpoints.py

Exits with 1 if a difference is above 1e-4, or tokens differ.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    PreTrainedTokenizerFast,
)

from formula_weights import configurations

HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-4
SEQUENCES = [[1, 17, 5, 39, 0, 22, 8, 8, 31, 14, 3, 27, 9, 9, 12, 36, 7, 1, 2, 30], [30, 2, 19, 11, 6]]
TEXTS = ["w3 w4", "w39 unknown <s> w7", ""]
VARIANTS = {
    # name: (dtype that transformers saves, its shard size, bytes of a shard that Temper saves)
    "one file": (torch.float32, "1GB", 10**9),
    "shards": (torch.float32, "20KB", 20_000),
    "bfloat16": (torch.bfloat16, "1GB", 10**9),
}


def tokenizer(size):
    words = {"<unk>": 0, "<s>": 1, "</s>": 2, **{f"w{i}": i for i in range(3, size)}}
    raw = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    raw.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="<unk>", bos_token="<s>", eos_token="</s>")


KINDS = {
    # kind: (class, what of its logits of one sequence Temper says too)
    "policy": (AutoModelForCausalLM, lambda logits: logits),
    "reward": (AutoModelForSequenceClassification, lambda logits: logits),
    "value": (AutoModelForTokenClassification, lambda logits: logits[:-1, 0]),
}


def logits(directory, kind):
    loader, said = KINDS[kind]
    model = loader.from_pretrained(directory, dtype=torch.float32).eval()
    with torch.no_grad():
        return [said(model(torch.tensor([tokens])).logits[0]) for tokens in SEQUENCES]


def difference(left, right):
    return max((torch.as_tensor(a) - torch.as_tensor(b)).abs().max().item() for a, b in zip(left, right))


def encoded(directory):
    # Not AutoTokenizer: for some model types it takes the vocabulary alone and builds its own tokenizer around it.
    loaded = PreTrainedTokenizerFast.from_pretrained(directory)
    return [loaded.encode(text, add_special_tokens=False) for text in TEXTS]


def run_temper(arguments, jobs, work):
    (work / "in.json").write_text(json.dumps({"sequences": SEQUENCES, "texts": TEXTS, "jobs": jobs}))
    classpath = os.pathsep.join(
        [str(HERE.parent / "target" / "classes"), arguments.classpath.read_text(encoding="utf-8").strip()]
    )
    command = [arguments.java, "-cp", classpath, "org.temper.benchmarks.CheckpointLogits"]
    subprocess.run([*command, str(work / "in.json"), str(work / "out.json")], check=True)
    return json.loads((work / "out.json").read_text())


def check(arguments, work):
    jobs, cases = [], []
    for kind, (loader, _) in KINDS.items():
        for name, config in configurations().items():
            for variant, (dtype, shard_size, shard_bytes) in VARIANTS.items():
                torch.manual_seed(len(jobs))
                config.initializer_range = 0.3
                if kind != "policy":
                    config.num_labels = 1
                source = work / f"{name}-{len(jobs)}"
                model = loader.from_config(config).to(dtype)
                model.save_pretrained(source, max_shard_size=shard_size)
                tokenizer(config.vocab_size).save_pretrained(source)
                target = work / f"{name}-{len(jobs)}-saved"
                new = work / f"{name}-{len(jobs)}-new" if kind == "policy" else None
                paths = {"load": str(source), "save": str(target), "save_as_new": str(new)}
                jobs.append({"kind": kind, **paths, "type": "FLOAT32", "max_shard_bytes": shard_bytes})
                cases.append((kind, name, variant, source, target, new))
    results = run_temper(arguments, jobs, work)
    print(f"transformers {transformers.__version__}, torch {torch.__version__}; largest absolute differences of logits")
    print(
        f"{'kind':<8}{'model':<12}{'saved as':<12}{'largest logit':>14}{'loaded here':>14}{'saved here':>14}"
        f"{'saved as new':>14}{'files':>7}{'tokens':>8}"
    )
    failed = False
    for (kind, name, variant, source, target, new), result in zip(cases, results, strict=True):
        expected = logits(source, kind)
        loaded = difference(result["logits"], expected)
        saved = difference(logits(target, kind), expected)
        saved_new = difference(logits(new, kind), expected) if new else None
        same_tokens = result["encoded"] == encoded(source) == encoded(target)
        files = len(list(target.glob("*.safetensors")))
        largest = max(rows.abs().max().item() for rows in expected)
        print(
            f"{kind:<8}{name:<12}{variant:<12}{largest:>14.3f}{loaded:>14.2e}{saved:>14.2e}"
            f"{'' if saved_new is None else format(saved_new, '.2e'):>14}{files:>7}"
            f"{'same' if same_tokens else 'DIFFER':>8}"
        )
        failed |= not (max(loaded, saved, saved_new or 0) <= TOLERANCE and same_tokens)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classpath", type=Path, default=HERE.parent / "target" / "classpath")
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as work:
        sys.exit(1 if check(arguments, Path(work)) else 0)


if __name__ == "__main__":
    main()
