"""Times calibration metrics on a million points beside torchmetrics and scikit-learn, in one run.

    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/peers/compare_calibration.py --points 1000000

Each is timed from arrays in memory to the value, checks of the input included. Temper and the peer
take turns, so that other work on the machine meets both; the least of the runs after warm-up
counts. Values are compared too.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from torchmetrics.functional.classification import binary_calibration_error

HERE = Path(__file__).resolve().parent


def peers(confidences, outcomes):
    """The peers' functions by the names that Temper gives to the same metrics."""
    single = torch.tensor(confidences, dtype=torch.float32)
    double = torch.tensor(confidences)
    target = torch.tensor(outcomes)
    functions = {
        "brier": lambda: brier_score_loss(outcomes, confidences),
        "nll": lambda: log_loss(outcomes, confidences),
        "auroc": lambda: roc_auc_score(outcomes, confidences),
        "average_precision": lambda: average_precision_score(outcomes, confidences),
    }
    for bins in (10, 15):
        for norm in ("l1", "l2", "max"):
            for name, preds in (("torchmetrics", single), ("float64", double)):
                functions[f"ece.{norm}.{bins}.{name}"] = (
                    lambda preds=preds, bins=bins, norm=norm: binary_calibration_error(
                        preds, target, n_bins=bins, norm=norm
                    )
                )
    return functions


def timed(function, runs):
    least = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        value = float(function())
        least = min(least, (time.perf_counter() - start) * 1e3)
    return least, value


class Temper:
    """A JVM that holds the points and times one metric at a time."""

    def __init__(self, confidences, outcomes, arguments):
        classes = [str(HERE.parent / "target" / "classes"), arguments.classpath.read_text(encoding="utf-8").strip()]
        self.file = tempfile.NamedTemporaryFile(suffix=".points")
        self.file.write(confidences.astype("<f8").tobytes() + outcomes.astype(np.uint8).tobytes())
        self.file.flush()
        self.process = subprocess.Popen(
            [arguments.java, "-Xmx2g", "-cp", os.pathsep.join(classes), "org.temper.benchmarks.CalibrationTimes", self.file.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.names = json.loads(self.process.stdout.readline())

    def timed(self, name, runs):
        self.process.stdin.write(f"{name} {runs}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["milliseconds"], answer["value"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.file.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warmups", type=int, default=10)
    parser.add_argument("--turns", type=int, default=5, help="of two runs each")
    parser.add_argument("--classpath", type=Path, default=HERE.parent / "target" / "classpath")
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(arguments.seed)
    confidences = random.random(arguments.points)
    outcomes = (random.random(arguments.points) < confidences).astype(np.int64)
    functions = peers(confidences, outcomes)
    temper = Temper(confidences, outcomes, arguments)
    for name in temper.names:
        temper.timed(name, arguments.warmups)
    print("| metric | Temper ms | peer ms | times | difference of values |")
    print("|---|---|---|---|---|")
    for name in temper.names:
        ours = []
        theirs = []
        for _ in range(arguments.turns):
            ours.append(temper.timed(name, 2))
            if name in functions:
                theirs.append(timed(functions[name], 2))
        mine = min(ours)
        if theirs:
            peer = min(theirs)
            print(f"| `{name}` | {mine[0]:.1f} | {peer[0]:.1f} | {peer[0] / mine[0]:.1f} | {abs(peer[1] - mine[1]):.0e} |")
        else:
            print(f"| `{name}` | {mine[0]:.1f} | | | |")
    temper.close()


if __name__ == "__main__":
    main()
