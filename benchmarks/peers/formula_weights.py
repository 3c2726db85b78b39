"""Weights by the closed formula of the Java tests' FormulaWeights, and tiny configurations."""

import numpy
import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
)

MASK = numpy.uint64(0xFFFFFFFF)

SIZES = dict(
    vocab_size=40,
    hidden_size=32,
    intermediate_size=56,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
)


def configurations():
    """One tiny configuration for each supported family."""
    return {
        "llama-3.2": LlamaConfig(
            **SIZES,
            tie_word_embeddings=True,
            rms_norm_eps=1e-5,
            rope_parameters=dict(
                rope_type="llama3",
                rope_theta=500000.0,
                factor=32.0,
                low_freq_factor=1.0,
                high_freq_factor=4.0,
                original_max_position_embeddings=16,
            ),
        ),
        "qwen2.5": Qwen2Config(
            **SIZES, rope_parameters=dict(rope_type="default", rope_theta=1e6), tie_word_embeddings=True
        ),
        "qwen3": Qwen3Config(
            **SIZES, head_dim=12, rope_parameters=dict(rope_type="default", rope_theta=1e6)
        ),
        "smollm2": LlamaConfig(
            **{**SIZES, "hidden_size": 36, "num_attention_heads": 9, "num_key_value_heads": 3},
            tie_word_embeddings=True,
            rms_norm_eps=1e-5,
            rope_parameters=dict(rope_type="default", rope_theta=1e5),
        ),
        "mistral": MistralConfig(
            **SIZES,
            sliding_window=None,
            rms_norm_eps=1e-5,
            rope_parameters=dict(rope_type="default", rope_theta=1e6),
        ),
    }


def long_configurations():
    """Ways to read long texts: scalings of rotary embeddings, and windows."""
    llama = dict(**{**SIZES, "max_position_embeddings": 16}, rms_norm_eps=1e-5)
    three = {**SIZES, "num_hidden_layers": 3}
    return {
        "llama-linear": LlamaConfig(**llama, rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=4.0)),
        "llama-dynamic": LlamaConfig(**llama, rope_parameters=dict(rope_type="dynamic", rope_theta=1e4, factor=4.0)),
        "llama-yarn": LlamaConfig(
            **SIZES,
            rope_parameters=dict(
                rope_type="yarn",
                rope_theta=1e4,
                factor=3.0,
                original_max_position_embeddings=32,
                beta_fast=2,
                beta_slow=0.02,
                truncate=False,
                mscale=0.9,
                mscale_all_dim=0.4,
            ),
        ),
        "qwen2.5-yarn": Qwen2Config(
            **SIZES,
            tie_word_embeddings=True,
            rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=16),
        ),
        "qwen3-yarn": Qwen3Config(
            **SIZES,
            head_dim=16,
            rope_parameters=dict(
                rope_type="yarn",
                rope_theta=1e4,
                factor=4.0,
                original_max_position_embeddings=16,
                beta_fast=1.5,
                beta_slow=0.01,
                attention_factor=1.3,
            ),
        ),
        "mistral-window": MistralConfig(
            **SIZES, sliding_window=7, rope_parameters=dict(rope_type="default", rope_theta=1e4)
        ),
        "qwen2.5-window": Qwen2Config(
            **three,
            use_sliding_window=True,
            sliding_window=5,
            max_window_layers=1,
            rope_parameters=dict(rope_type="default", rope_theta=1e4),
        ),
        "qwen3-window": Qwen3Config(
            **three,
            head_dim=12,
            use_sliding_window=True,
            sliding_window=4,
            layer_types=["sliding_attention", "full_attention", "sliding_attention"],
            rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=2.0),
        ),
    }


def canonical_names(config):
    """Parameter names in the order of DecoderConfig.parameterShapes()."""
    names = ["model.embed_tokens.weight"]
    for layer in range(config.num_hidden_layers):
        block = f"model.layers.{layer}."
        attention = block + "self_attn."
        names.append(block + "input_layernorm.weight")
        names += [attention + p + "_proj.weight" for p in "qkv"]
        if config.model_type == "qwen2":
            names += [attention + p + "_proj.bias" for p in "qkv"]
        if config.model_type == "qwen3":
            names += [attention + p + "_norm.weight" for p in "qk"]
        names.append(attention + "o_proj.weight")
        names.append(block + "post_attention_layernorm.weight")
        names += [block + f"mlp.{p}_proj.weight" for p in ("gate", "up", "down")]
    names.append("model.norm.weight")
    if not config.tie_word_embeddings:
        names.append("lm_head.weight")
    return names


def formula(tensor, size):
    """Elements of the tensor with this index, float32."""
    element = numpy.arange(size, dtype=numpy.uint64)
    offset = numpy.uint64(tensor * 0x85EBCA6B + 1)
    bits = (element * numpy.uint64(0x9E3779B9) + offset) & MASK
    bits ^= bits >> numpy.uint64(16)
    bits = (bits * numpy.uint64(0x7FEB352D)) & MASK
    bits ^= bits >> numpy.uint64(15)
    bits = (bits * numpy.uint64(0x846CA68B)) & MASK
    bits ^= bits >> numpy.uint64(16)
    return (((bits >> numpy.uint64(8)) * 2.0**-24 - 0.5) / 2).astype(numpy.float32)


def formula_model(config):
    """A float32 language model whose every parameter is set by the formula."""
    return filled(AutoModelForCausalLM.from_config(config), canonical_names(config))


def formula_classifier(config):
    """The same for a sequence classifier with one label: a reward model."""
    config.num_labels = 1
    names = [name for name in canonical_names(config) if name != "lm_head.weight"]
    return filled(AutoModelForSequenceClassification.from_config(config), [*names, "score.weight"])


def filled(model, names):
    model = model.eval().float()
    parameters = dict(model.named_parameters())
    if set(parameters) != set(names):
        raise ValueError(f"names differ: {set(parameters) ^ set(names)}")
    with torch.no_grad():
        for index, name in enumerate(names):
            parameter = parameters[name]
            values = formula(index, parameter.numel())
            if "norm" in name:
                values = numpy.float32(1) + values
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
    return model
