"""Writes what scikit-learn, netcal, betacal and scipy make of the same held-out data.

Usage: python make_recalibration_fixtures.py \
    ../../evaluation/src/test/resources/org/temper/evaluation/recalibration

It writes recalibration.json: confidences and logits, what the peers' recalibrators predict, and the
minima of the losses that they do not have, found by scipy with gradients from torch. Needs
scikit-learn, netcal, betacal, scipy and torch; their versions are written into the file.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

import numpy as np
import torch
from betacal import BetaCalibration
from netcal.binning import HistogramBinning
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logit, logsumexp, softmax
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

PACKAGES = ["numpy", "scipy", "scikit-learn", "netcal", "betacal", "torch"]


def minimum(loss, start):
    """The minimum of a loss of torch parameters, by BFGS in float64."""

    def with_gradient(point):
        parameters = torch.tensor(point, requires_grad=True)
        value = loss(parameters)
        value.backward()
        return value.item(), parameters.grad.numpy()

    return minimize(
        with_gradient, np.asarray(start, dtype=float), jac=True, method="BFGS",
        options={"gtol": 1e-11, "maxiter": 10000}).x


def confidences(random, count=400):
    true = expit(random.normal(0.4, 1.2, count))
    stated = expit(2.1 * logit(true) + 0.5 + random.normal(0, 0.3, count))
    correct = (random.random(count) < true).astype(int)
    # Some ties, none on the edge of a tenth.
    stated[:120] = np.round(stated[:120], 1).clip(0.1, 0.9) - 0.03
    return stated, correct


def binary(random):
    stated, correct = confidences(random)
    at = np.array([0.001, 0.05, 0.13, 0.31, 0.5, 0.62, 0.77, 0.905, 0.999])
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(stated, correct)
    sigmoid = _SigmoidCalibration().fit(stated, correct)
    sigmoid_log_odds = _SigmoidCalibration().fit(logit(stated), correct)
    plain = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000)
    plain.fit(logit(stated).reshape(-1, 1), correct)
    beta = BetaCalibration("abm").fit(stated.reshape(-1, 1), correct)
    histogram = HistogramBinning(bins=10)
    histogram.fit(stated, correct)

    def temperature_loss(temperature):
        x = logit(stated) / temperature
        return np.mean(np.logaddexp(0, x) - correct * x)

    found = minimize_scalar(temperature_loss, bounds=(0.01, 100), options={"xatol": 1e-12})

    def beta_loss(p):
        features = torch.tensor(np.stack([np.log(stated), -np.log1p(-stated)]))
        x = p[0] * features[0] + p[1] * features[1] + p[2]
        return (torch.nn.functional.softplus(x) - torch.tensor(correct) * x).mean()

    return {
        "confidence": stated.tolist(),
        "correct": correct.tolist(),
        "at": at.tolist(),
        "sklearn.isotonic": isotonic.predict(at).tolist(),
        "sklearn.sigmoid": sigmoid.predict(at).tolist(),
        "sklearn.sigmoid.log_odds": sigmoid_log_odds.predict(logit(at)).tolist(),
        "sklearn.logistic.log_odds": plain.predict_proba(logit(at).reshape(-1, 1))[:, 1].tolist(),
        "betacal.abm": beta.predict(at.reshape(-1, 1)).tolist(),
        "scipy.beta": minimum(beta_loss, [1, 1, 0]).tolist(),
        "scipy.temperature": float(found.x),
        "netcal.histogram.10": histogram.transform(at).tolist(),
    }


def multiclass(random, count=300, options=4):
    logits = random.normal(0, 2.5, (count, options))
    skewed = softmax(logits / 1.8 + np.array([0.5, 0, -0.2, 0.1]), axis=1)
    labels = np.array([random.choice(options, p=row) for row in skewed])
    rows = np.arange(count)

    z = torch.tensor(logits)

    def nll(values):
        return -torch.log_softmax(values, 1)[rows, labels].mean()

    def vector_loss(p, ridge):
        w, b = p[:options], p[options:]
        return nll(z * w + b) + ridge * (((w - 1) ** 2).mean() + (b**2).mean())

    def matrix_loss(p, diagonal, off, bias):
        w, b = p[: options * options].reshape(options, options), p[options * options :]
        eye = torch.eye(options, dtype=torch.bool)
        penalty = diagonal * ((w[eye] - 1) ** 2).mean() + off * (w[~eye] ** 2).mean()
        return nll(z @ w.T + b) + penalty + bias * (b**2).mean()

    found = minimize_scalar(
        lambda t: nll(z / t).item(), bounds=(0.01, 100), options={"xatol": 1e-12})
    identity = np.concatenate([np.eye(options).ravel(), np.zeros(options)])
    ones = np.concatenate([np.ones(options), np.zeros(options)])
    vector = minimum(lambda p: vector_loss(p, 0.01), ones)
    odir = minimum(lambda p: matrix_loss(p, 0, 0.05, 0.02), identity)
    ridge = minimum(lambda p: matrix_loss(p, 0.1, 0.1, 0.1), identity)
    plain = LogisticRegression(C=np.inf, tol=1e-12, max_iter=100000).fit(logits, labels)
    at = logits[:5]

    def mapped(p):
        w, b = p[: options * options].reshape(options, options), p[options * options :]
        return softmax(at @ w.T + b, axis=1).tolist()

    return {
        "logits": logits.tolist(),
        "label": labels.tolist(),
        "scipy.temperature": float(found.x),
        "scipy.vector.ridge=.01": softmax(
            at * vector[:options] + vector[options:], axis=1).tolist(),
        "scipy.matrix.odir=.05,.02": mapped(odir),
        "scipy.matrix.ridge=.1": mapped(ridge),
        "sklearn.matrix.none": plain.predict_proba(at).tolist(),
    }


def ragged(random, count=250):
    rows, labels = [], []
    for _ in range(count):
        options = int(random.integers(2, 6))
        row = random.normal(0, 3, options)
        labels.append(int(random.choice(options, p=softmax(row / 2.2))))
        rows.append(row.tolist())

    def loss(temperature):
        return sum(
            logsumexp(np.array(row) / temperature) - row[label] / temperature
            for row, label in zip(rows, labels))

    found = minimize_scalar(loss, bounds=(0.01, 100), options={"xatol": 1e-12})
    return {"logits": rows, "label": labels, "scipy.temperature": float(found.x)}


def main():
    random = np.random.default_rng(20260416)
    result = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "binary": binary(random),
        "multiclass": multiclass(random),
        "ragged": ragged(random),
    }
    text = json.dumps(result)
    (Path(sys.argv[1]) / "recalibration.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
