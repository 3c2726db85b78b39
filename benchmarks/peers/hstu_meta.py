"""Meta's public research code of HSTU, as the reference and the peer of Temper's.

It is read from a checkout of https://github.com/meta-recsys/generative-recommenders at COMMIT, unchanged, and needs
the jagged operations of FBGEMM. `fbgemm-gpu-cpu` has them in float32; for exact reference numbers `jagged_in_float64`
puts plain PyTorch in their place, which knows every type.
"""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

REPOSITORY = "https://github.com/meta-recsys/generative-recommenders"
COMMIT = "db1bf8f2e8f6a92a738dafd52a245eafb25a222b"
SEQUENTIAL = "generative_recommenders/research/modeling/sequential"
FILES = [
    f"{SEQUENTIAL}/hstu.py",
    f"{SEQUENTIAL}/input_features_preprocessors.py",
    f"{SEQUENTIAL}/output_postprocessors.py",
    f"{SEQUENTIAL}/embedding_modules.py",
    f"{SEQUENTIAL}/autoregressive_losses.py",
    f"{SEQUENTIAL}/losses/sampled_softmax.py",
    "generative_recommenders/research/rails/similarities/dot_product_similarity_fn.py",
    "generative_recommenders/research/trainer/train.py (order of the calls)",
    "configs/ml-1m/hstu-sampled-softmax-n128-final.gin (sizes)",
]


@dataclass(frozen=True)
class Shape:
    """The sizes of a model, named as in Meta's code."""

    num_items: int  # the largest id; a row 0 for padding comes on top
    embedding_dim: int
    num_blocks: int
    num_heads: int
    linear_dim: int
    attention_dim: int
    max_sequence_len: int
    max_output_len: int  # gr_output_length + 1

    @property
    def length(self) -> int:
        """The padded length N, by which attention is divided."""
        return self.max_sequence_len + self.max_output_len


ML_1M = Shape(
    num_items=3952,
    embedding_dim=50,
    num_blocks=2,
    num_heads=1,
    linear_dim=50,
    attention_dim=50,
    max_sequence_len=200,
    max_output_len=11,
)


def use_source(checkout: Path) -> None:
    """Makes Meta's modules importable."""
    if not (checkout / FILES[0]).is_file():
        raise SystemExit(f"source: expected a checkout of {REPOSITORY} at {COMMIT}, got {checkout}")
    sys.path.insert(0, str(checkout))


def use_fbgemm() -> None:
    """Loads FBGEMM's operations."""
    import fbgemm_gpu  # noqa: F401


def _kept(offsets: torch.Tensor, length: int) -> torch.Tensor:
    """Where the rows of a jagged array lie in the flattened padded one."""
    keep = torch.arange(length)[None, :] < offsets.diff()[:, None]
    return keep.flatten().nonzero().squeeze(1)


def _dense_to_jagged(dense, offsets):
    flat = dense.reshape(-1, dense.size(-1))
    return flat.index_select(0, _kept(offsets[0], dense.size(1))), offsets


def _jagged_to_padded_dense(values, offsets, max_lengths, padding_value=0.0):
    rows, length = offsets[0].numel() - 1, max_lengths[0]
    flat = values.new_full((rows * length, values.size(-1)), padding_value)
    return flat.index_copy(0, _kept(offsets[0], length), values).view(rows, length, -1)


def _complete_cumsum(lengths):
    return torch.nn.functional.pad(lengths.cumsum(0), (1, 0))


def jagged_in_float64() -> None:
    """Puts plain PyTorch in the place of the three operations of FBGEMM that Meta's code calls."""
    torch.ops.fbgemm.dense_to_jagged = _dense_to_jagged
    torch.ops.fbgemm.jagged_to_padded_dense = _jagged_to_padded_dense
    torch.ops.fbgemm.asynchronous_complete_cumsum = _complete_cumsum


def build(shape: Shape, dropout: float):
    """Meta's HSTU, put together as its trainer and its ML-1M configuration do."""
    from generative_recommenders.research.modeling.sequential.embedding_modules import LocalEmbeddingModule
    from generative_recommenders.research.modeling.sequential.hstu import HSTU
    from generative_recommenders.research.modeling.sequential.input_features_preprocessors import (
        LearnablePositionalEmbeddingInputFeaturesPreprocessor,
    )
    from generative_recommenders.research.modeling.sequential.output_postprocessors import (
        L2NormEmbeddingPostprocessor,
    )
    from generative_recommenders.research.rails.similarities.dot_product_similarity_fn import DotProductSimilarity

    with contextlib.redirect_stdout(io.StringIO()):
        return HSTU(
            max_sequence_len=shape.max_sequence_len,
            max_output_len=shape.max_output_len,
            embedding_dim=shape.embedding_dim,
            num_blocks=shape.num_blocks,
            num_heads=shape.num_heads,
            linear_dim=shape.linear_dim,
            attention_dim=shape.attention_dim,
            normalization="rel_bias",
            linear_config="uvqk",
            linear_activation="silu",
            linear_dropout_rate=dropout,
            attn_dropout_rate=0.0,
            embedding_module=LocalEmbeddingModule(shape.num_items, shape.embedding_dim),
            similarity_module=DotProductSimilarity(),
            input_features_preproc_module=LearnablePositionalEmbeddingInputFeaturesPreprocessor(
                max_sequence_len=shape.length, embedding_dim=shape.embedding_dim, dropout_rate=dropout
            ),
            output_postproc_module=L2NormEmbeddingPostprocessor(embedding_dim=shape.embedding_dim, eps=1e-6),
            enable_relative_attention_bias=True,
            concat_ua=False,
            verbose=False,
        )


def sampled_softmax(model, negatives: int, temperature: float):
    """Meta's loss."""
    from generative_recommenders.research.modeling.sequential.losses.sampled_softmax import SampledSoftmaxLoss

    return SampledSoftmaxLoss(num_to_sample=negatives, softmax_temperature=temperature, model=model)


def local_sampler(model, shape: Shape):
    """Meta's uniform sampler of negatives over the ids 1 to num_items, with its normalization of items."""
    from generative_recommenders.research.modeling.sequential.autoregressive_losses import LocalNegativesSampler

    return LocalNegativesSampler(
        num_items=shape.num_items,
        item_emb=model._embedding_module._item_emb,
        all_item_ids=list(range(1, shape.num_items + 1)),
        l2_norm=True,
        l2_norm_eps=1e-6,
    )
