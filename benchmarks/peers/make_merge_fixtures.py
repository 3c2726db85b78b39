"""Makes models/src/test/resources/org/temper/models/merge/mergekit.json: a small random base, three
experts, and what mergekit joins them to.

    python make_merge_fixtures.py OUT

Needs mergekit, torch and transformers; their versions are written beside the numbers. Random masks
cannot be compared, so that for DARE torch.bernoulli is replaced by a mask that is stated: number i of
expert e is kept where (7 i + 3 e) mod 10 is below 10 times the density.
"""

import importlib.metadata
import json
import pathlib
import sys
import tempfile

import torch
from mergekit.config import MergeConfiguration
from mergekit.merge import MergeOptions, run_merge
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM

PACKAGES = ["mergekit", "torch", "transformers"]
CALLS = {"count": 0, "experts": 1}


def stated_mask(probabilities, **_):
    """The mask of the next expert, in the order in which mergekit asks for them."""
    expert = CALLS["count"] % CALLS["experts"]
    CALLS["count"] += 1
    index = torch.arange(probabilities.numel()).reshape(probabilities.shape)
    kept = (7 * index + 3 * expert) % 10 < torch.round(10 * probabilities)
    return kept.to(probabilities.dtype)


def model(seed, base=None):
    """A random base, or an expert: some of its numbers are as in the base."""
    config = LlamaConfig(
        vocab_size=12,
        hidden_size=4,
        intermediate_size=6,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=16,
        tie_word_embeddings=True,
    )
    made = LlamaForCausalLM(config)
    draws = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            noise = torch.randn(parameter.shape, generator=draws)
            if base is None:
                parameter.copy_(noise)
            else:
                changed = torch.rand(parameter.shape, generator=draws) < 0.8
                start = dict(base.named_parameters())[name]
                parameter.copy_(start + 0.3 * noise * changed)
    return made


def configuration(method, paths, weights, shared, each):
    """A merge of the base and some experts, as mergekit's YAML would say it."""
    models = []
    for path, weight in zip(paths[1:], weights):
        models.append({"model": path, "parameters": {"weight": weight, **each}})
    if method == "slerp":
        models = [{"model": path} for path in paths]
    config = {
        "merge_method": method,
        "models": models,
        "parameters": shared,
        "dtype": "float32",
    }
    if method != "linear":
        config["base_model"] = paths[0]
    return MergeConfiguration.model_validate(config)


def cases():
    """Method, weights of the experts, shared parameters, those of each expert."""
    yield "linear", [1, 1, 1], {}, {}
    yield "linear", [0.5, 2, 0.25], {}, {}
    yield "task_arithmetic", [1, 1, 1], {"lambda": 0.4}, {}
    yield "task_arithmetic", [0.5, -1, 2], {"lambda": 1.5}, {}
    yield "ties", [1, 1, 1], {"lambda": 1.0}, {"density": 0.2}
    yield "ties", [1, 1, 1], {"lambda": 0.7}, {"density": 0.55}
    yield "ties", [0.3, 1, 2], {"lambda": 1.2}, {"density": 0.5}
    yield "ties", [1], {"lambda": 1.0}, {"density": 1.0}
    yield "dare_linear", [1, 1, 1], {"lambda": 0.8}, {"density": 0.5}
    yield "dare_linear", [0.5, 2], {"lambda": 1.0}, {"density": 0.3}
    yield "dare_ties", [1, 1, 1], {"lambda": 1.0}, {"density": 0.5}
    yield "dare_ties", [0.5, 2, 1], {"lambda": 0.6}, {"density": 0.7}
    yield "slerp", [1], {"t": 0.0}, {}
    yield "slerp", [1], {"t": 0.3}, {}
    yield "slerp", [1], {"t": 1.0}, {}


def numbers(tensors):
    """Shapes and numbers by name; nine digits tell a float32."""
    return {
        name: {
            "shape": list(tensor.shape),
            "values": [float(f"{value:.9g}") for value in tensor.flatten().tolist()],
        }
        for name, tensor in sorted(tensors.items())
    }


def main(out):
    torch.bernoulli = stated_mask
    base = model(0)
    models = [base] + [model(seed, base) for seed in (1, 2, 3)]
    # A pair that is nearly parallel, and one with a zero tensor.
    with torch.no_grad():
        twin = dict(models[1].named_parameters())["model.layers.0.self_attn.q_proj.weight"]
        twin.copy_(dict(base.named_parameters())["model.layers.0.self_attn.q_proj.weight"] * 1.25)
        dict(models[1].named_parameters())["model.layers.0.self_attn.k_proj.weight"].zero_()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, made in enumerate(models):
            paths.append(f"{folder}/{i}")
            made.save_pretrained(paths[-1])
        for i, (method, weights, shared, each) in enumerate(cases()):
            CALLS["count"] = 0
            CALLS["experts"] = len(weights)
            used = paths[: len(weights) + 1]
            target = f"{folder}/out{i}"
            run_merge(
                configuration(method, used, weights, shared, each),
                target,
                MergeOptions(copy_tokenizer=False),
            )
            results.append(
                {
                    "method": method,
                    "weights": weights,
                    **shared,
                    **each,
                    "joined": numbers(load_file(f"{target}/model.safetensors")),
                }
            )
        inputs = [numbers(load_file(f"{path}/model.safetensors")) for path in paths]
    content = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "base": inputs[0],
        "experts": inputs[1:],
        "cases": results,
    }
    pathlib.Path(out).write_text(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
