"""Times calibration metrics on a million points beside torchmetrics and scikit-learn, in one run.

    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/peers/compare_calibration.py --points 1000000

Each is timed from arrays in memory to the value, checks of the input included; the least of the
runs after warm-up counts. Values are compared too.
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


def timed(function, warmups, runs):
    least = float("inf")
    for run in range(warmups + runs):
        start = time.perf_counter()
        value = float(function())
        elapsed = (time.perf_counter() - start) * 1e3
        if run >= warmups:
            least = min(least, elapsed)
    return {"milliseconds": least, "value": value}


def ours(confidences, outcomes, arguments):
    classpath = os.pathsep.join(
        [str(HERE.parent / "target" / "classes"), arguments.classpath.read_text(encoding="utf-8").strip()]
    )
    with tempfile.NamedTemporaryFile(suffix=".points") as file:
        file.write(confidences.astype("<f8").tobytes() + outcomes.astype(np.uint8).tobytes())
        file.flush()
        counts = [str(arguments.warmups), str(arguments.runs)]
        command = [arguments.java, "-Xmx2g", "-cp", classpath, "org.temper.benchmarks.CalibrationTimes"]
        answer = subprocess.run([*command, file.name, *counts], check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warmups", type=int, default=10)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--classpath", type=Path, default=HERE.parent / "target" / "classpath")
    parser.add_argument("--java", default="java")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(arguments.seed)
    confidences = random.random(arguments.points)
    outcomes = (random.random(arguments.points) < confidences).astype(np.int64)
    measured = ours(confidences, outcomes, arguments)
    theirs = {
        name: timed(function, min(2, arguments.warmups), arguments.runs)
        for name, function in peers(confidences, outcomes).items()
    }
    print("| metric | Temper ms | peer ms | times | difference of values |")
    print("|---|---|---|---|---|")
    for name, mine in measured.items():
        if name in theirs:
            peer = theirs[name]
            ratio = peer["milliseconds"] / mine["milliseconds"]
            difference = abs(peer["value"] - mine["value"])
            print(f"| `{name}` | {mine['milliseconds']:.1f} | {peer['milliseconds']:.1f} | {ratio:.1f} | {difference:.0e} |")
        else:
            print(f"| `{name}` | {mine['milliseconds']:.1f} | | | |")


if __name__ == "__main__":
    main()
