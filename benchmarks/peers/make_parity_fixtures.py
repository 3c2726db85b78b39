"""Writes the logits and rewards that transformers computes for tiny models whose weights are given by a formula.

Usage: python make_parity_fixtures.py ../../models/src/test/resources/org/temper/models/hf/transformers-logits.json

The Java test TransformersParityTest builds the same weights and compares. Versions: requirements.txt.
"""

import copy
import json
import sys
from pathlib import Path

import torch
import transformers

from formula_weights import configurations, formula_classifier, formula_model

SEQUENCES = [
    [1, 17, 5, 39, 0, 22, 8, 8, 31, 14, 3, 27],
    [30, 2, 19, 11, 6],
]


def rewards(model):
    """The one label's logit of each sequence, alone, so that no padding token is needed."""
    with torch.no_grad():
        return [float(f"{model(torch.tensor([tokens])).logits.item():.6g}") for tokens in SEQUENCES]


def main(target):
    torch.manual_seed(0)
    models = {}
    for name, config in configurations().items():
        model = formula_model(config)
        with torch.no_grad():
            logits = [model(torch.tensor([tokens])).logits[0].tolist() for tokens in SEQUENCES]
        models[name] = {
            "config": json.loads(model.config.to_json_string()),
            "rewards": rewards(formula_classifier(copy.deepcopy(config))),
            "logits": [[[float(f"{x:.6g}") for x in row] for row in rows] for rows in logits],
        }
    document = {
        "source": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, float32 on a"
        " CPU, by benchmarks/peers/make_parity_fixtures.py",
        "sequences": SEQUENCES,
        "models": models,
    }
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
