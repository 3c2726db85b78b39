"""Writes the logits and rewards that transformers computes for tiny models whose weights are given by a formula.

Usage: python make_parity_fixtures.py ../../models/src/test/resources/org/temper/models/hf

The Java tests TransformersParityTest and LongContextParityTest build the same weights and compare.
Versions: requirements.txt.
"""

import copy
import json
import sys
from pathlib import Path

import torch
import transformers

from formula_weights import configurations, formula_classifier, formula_model, long_configurations

SEQUENCES = [
    [1, 17, 5, 39, 0, 22, 8, 8, 31, 14, 3, 27],
    [30, 2, 19, 11, 6],
]


LONG_SEQUENCES = [
    [(7 * i * i + 3 * i + 1) % 40 for i in range(40)],
    [30, 2, 19, 11, 6, 6, 25, 0, 13],
]


def rewards(model):
    """The one label's logit of each sequence, alone, so that no padding token is needed."""
    with torch.no_grad():
        return [float(f"{model(torch.tensor([tokens])).logits.item():.6g}") for tokens in SEQUENCES]


def logits(config, sequences):
    """Each sequence's, by a model that has seen no other: dynamic scaling remembers the longest."""
    with torch.no_grad():
        rows = [formula_model(copy.deepcopy(config))(torch.tensor([tokens])).logits[0] for tokens in sequences]
    return [[[float(f"{x:.6g}") for x in row] for row in tokens.tolist()] for tokens in rows]


def write(file, sequences, models):
    document = {
        "source": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, float32 on a"
        " CPU, by benchmarks/peers/make_parity_fixtures.py",
        "sequences": sequences,
        "models": models,
    }
    file.write_text(json.dumps(document) + "\n")


def main(folder):
    torch.manual_seed(0)
    write(
        folder / "transformers-logits.json",
        SEQUENCES,
        {
            name: {
                "config": json.loads(formula_model(config).config.to_json_string()),
                "rewards": rewards(formula_classifier(copy.deepcopy(config))),
                "logits": logits(config, SEQUENCES),
            }
            for name, config in configurations().items()
        },
    )
    write(
        folder / "transformers-long-context.json",
        LONG_SEQUENCES,
        {
            name: {
                "config": json.loads(formula_model(config).config.to_json_string()),
                "logits": logits(config, LONG_SEQUENCES),
            }
            for name, config in long_configurations().items()
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
