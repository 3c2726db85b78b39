"""Makes evaluation/src/test/resources/org/temper/evaluation/calibration/peers.json: random and edge
data sets of confidences and outcomes, and what the peers' packages measure on them.

    python make_calibration_fixtures.py OUT

Needs torchmetrics, netcal, scikit-learn, relplot, uncertainty-calibration; their versions are
written beside the values. What no package measures is computed here by its definition.
"""

import importlib.metadata
import json
import pathlib
import sys
import warnings

import calibration as uncertainty
import numpy as np
import relplot
import torch
from netcal.metrics import ACE, ECE, MCE, MMCE
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from torchmetrics.functional.classification import binary_calibration_error

PACKAGES = [
    "torchmetrics",
    "netcal",
    "scikit-learn",
    "relplot",
    "uncertainty-calibration",
    "numpy",
    "torch",
]
BINS = [3, 7, 10, 15, 20]
SIGMAS = [0.003, 0.05, 0.4]


def data_sets():
    """Confidences and outcomes by name."""
    random = np.random.default_rng(16)

    def graded(confidences, power=1.0):
        confidences = np.asarray(confidences, dtype=np.float64)
        return confidences, (random.random(len(confidences)) < confidences**power).astype(int)

    tenths = random.integers(0, 11, 300) / 10
    fifteenths = random.integers(0, 16, 300) / 15
    singles = np.concatenate([tenths[:60], fifteenths[:60]]).astype(np.float32)
    edges = np.array([k / b for b in (10, 15) for k in range(b + 1)])
    beside = np.concatenate([np.nextafter(edges, 0), edges, np.nextafter(edges, 1)])
    logits = random.normal(6, 9, 400)
    return {
        "calibrated": graded(random.random(1000)),
        "tenths": graded(tenths, 2),
        "fifteenths": graded(fifteenths, 0.5),
        "float32 edges": graded(singles),
        "beside edges": graded(random.permutation(np.repeat(beside, 3))),
        "one right": (np.array([0.7]), np.array([1])),
        "one wrong at 1": (np.array([1.0]), np.array([0])),
        "one wrong at 0": (np.array([0.0]), np.array([0])),
        "all equal": graded(np.full(50, 0.8), 3),
        "many equal": graded(np.full(3000, 0.3), 2),
        "all right": (np.round(random.random(40), 2), np.ones(40, dtype=int)),
        "none right": (np.round(random.random(40), 2), np.zeros(40, dtype=int)),
        "few": graded([0.2, 0.9, 0.9, 0.4, 0.65, 0.4, 0.98], 1.5),
        "zeros and ones": (random.integers(0, 2, 60).astype(np.float64), random.integers(0, 2, 60)),
        "saturated": graded(1 / (1 + np.exp(-logits)), 2),
        "verbal": graded(random.choice([0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0], 500), 4),
        "ties": graded(np.round(random.beta(5, 2, 5000), 2), 2),
        "overconfident": graded(np.round(random.beta(4, 1.5, 5000), 6), 3),
    }


def number(value):
    """A number as JSON has it, null where it is none."""
    value = float(value)
    return value if np.isfinite(value) else None


def murphy(c, y):
    values, index = np.unique(c, return_inverse=True)
    counts = np.bincount(index)
    shares = np.bincount(index, weights=y) / counts
    whole = y.mean()
    return {
        "brier.reliability": (counts * (values - shares) ** 2).sum() / len(c),
        "brier.resolution": (counts * (shares - whole) ** 2).sum() / len(c),
        "brier.uncertainty": whole * (1 - whole),
    }


def selective(c, y):
    order = np.argsort(-c, kind="stable")
    wrong = np.cumsum(1 - y[order])
    answered = np.arange(1, len(c) + 1)
    best = np.maximum(0, answered - y.sum()) / answered
    aurc = (wrong / answered).mean()
    return {
        "aurc": aurc,
        "e_aurc": aurc - best.mean(),
        "augrc": (wrong / len(c)).mean(),
    }


def mmce(c, y):
    residual = y - c
    kernel = np.exp(-2.5 * np.abs(c[:, None] - c))
    return np.sqrt(max(0, (np.outer(residual, residual) * kernel).sum())) / len(c)


def measured(c, y):
    values = {}
    single = torch.tensor(c, dtype=torch.float32)
    double = torch.tensor(c, dtype=torch.float64)
    target = torch.tensor(y)
    for bins in BINS:
        for norm in ("l1", "l2", "max"):
            for name, preds in (("torchmetrics", single), ("float64", double)):
                error = binary_calibration_error(preds, target, n_bins=bins, norm=norm)
                values[f"ece.{norm}.{bins}.{name}"] = error
        for name, metric in (("ece", ECE), ("mce", MCE), ("ace", ACE)):
            values[f"{name}.{bins}.netcal"] = metric(bins).measure(c.copy(), y.copy())
        values[f"ece.{bins}.guo"] = uncertainty.get_ece(c, y, num_bins=bins)
        values[f"ece.{bins}.equal_mass"] = uncertainty.get_ece_em(c, y, num_bins=bins)
        values[f"debiased_l2.{bins}"] = uncertainty.lower_bound_scaling_top_ce(c, y, num_bins=bins)
    for p in (1, 2):
        values[f"plugin_l{p}"] = uncertainty.get_calibration_error(c, y, p=p, debias=False)
    values["smooth_ece"], values["smooth_ece.sigma"] = relplot.smECE(c, y, return_width=True)
    for sigma in SIGMAS:
        values[f"smooth_ece.{sigma}"] = relplot.metrics.smECE_sigma(c, y, sigma)
    values["mmce"] = mmce(c, y)
    if (c > 0.5).all():
        # netcal's own needs confidences above one half: it takes others for answers of "no".
        values["mmce.netcal"] = MMCE().measure(c, y)
    values["brier"] = brier_score_loss(y, c, labels=[0, 1])
    values.update(murphy(c, y))
    eps = 2.0**-52
    given = np.clip(np.where(y == 1, c, 1 - c), eps, 1 - eps)
    values["nll"] = -np.log(given).mean()
    values["auroc"] = roc_auc_score(y, c) if 0 < y.sum() < len(y) else np.nan
    values["average_precision"] = average_precision_score(y, c)
    values.update(selective(c, y))
    return {name: number(value) for name, value in values.items()}


def classwise():
    """Probabilities of four classes, and the errors of all classes together."""
    random = np.random.default_rng(17)
    logits = random.normal(0, 1.5, (200, 4))
    shown = np.exp(2 * logits) / np.exp(2 * logits).sum(1, keepdims=True)
    true = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = np.array([random.choice(4, p=row) for row in true])
    squared = uncertainty.lower_bound_scaling_ce(
        shown,
        labels,
        p=2,
        debias=False,
        num_bins=10,
        binning_scheme=uncertainty.get_equal_prob_bins,
        mode="marginal",
    )
    return {
        "probabilities": shown.tolist(),
        "labels": labels.tolist(),
        "ece.l1.15.guo": float(uncertainty.get_ece(shown, labels, mode="marginal")),
        "ece.l2.10.guo": float(squared),
    }


def main():
    warnings.simplefilter("ignore")
    fixtures = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "sets": {},
        "classwise": classwise(),
    }
    for name, (confidences, outcomes) in data_sets().items():
        fixtures["sets"][name] = {
            "confidence": confidences.tolist(),
            "correct": outcomes.tolist(),
            "values": measured(confidences, outcomes),
        }
    out = pathlib.Path(sys.argv[1])
    out.write_text(json.dumps(fixtures, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
