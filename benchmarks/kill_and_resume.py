"""Kills a training run with SIGKILL at arbitrary moments, resumes it, and compares its metrics.

A recipe runs once without interruption; then once more, killed `--kills` times at random
moments and resumed each time. `metrics.jsonl` of both must be equal, byte for byte, and so must the
models be that they end with, and the records of what made them. Of `recommend` and `a-sft`, which
train dozens of models in one run, `summary.json` must be equal too; of `rejection`, which is killed while it samples
and while it trains, every episode that was sampled, accepted or held out, in order and to the token. Not its
log-probabilities, whose last digits differ from run to run: how many rows the model computes at once depends on when tools return.

    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/kill_and_resume.py -- --model DIR --data FILE
    python benchmarks/kill_and_resume.py --recipe pretrain
    python benchmarks/kill_and_resume.py --recipe reward -- --model DIR --data PAIRS
    python benchmarks/kill_and_resume.py --recipe grpo --updates 20 -- --kl-coefficient 0.05 --kl-target 1
    python benchmarks/kill_and_resume.py --recipe ppo --updates 20
    python benchmarks/kill_and_resume.py --recipe a-sft --longest 5
    python benchmarks/kill_and_resume.py --recipe recommend
    python benchmarks/kill_and_resume.py --recipe rejection --kills 10

What follows `--` goes to the recipe. The recipes of reinforcement learning run small iterations with
normalized rewards, so that their running statistics have to be resumed too; without `--data` on
generated worded arithmetic. Resuming goes on from `--checkpoint-every`. Recipes of recommenders run on a
small simulated log; how long they are and where they are checkpointed is their own.
"""

import argparse
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

from launcher import java

LEARNING = [
    "--prompts", "8", "--group-size", "4", "--held-out", "32", "--demonstrations", "256",
    "--normalize-reward",
]
RECOMMENDERS = [
    "--users", "200", "--items", "80", "--events-per-user", "15", "--width", "16", "--epochs", "6", "--patience", "3",
]
METHODS = [
    "--updates", "45", "--ensemble", "2", "--ensemble-epochs", "3", "--seeds", "2", "--methods", "a-sft,awac,dpo,cql,grpo",
]
REJECTION = [
    "--environment", "toolbox", "--difficulty", "2", "--methods", "rejection", "--demonstrations", "32", "--demonstration-updates", "20",
    "--tasks", "64", "--validation-tasks", "16", "--test-tasks", "8", "--rounds", "4", "--updates", "20", "--threads", "1",
]
EPISODES = ("accepted.jsonl", "sampled.jsonl", "held-out.jsonl")
RECIPES = {
    "pretrain": ("--updates", ["--generated-documents", "2000"]),
    "sft": ("--updates", []),
    "dpo": ("--updates", []),
    "reward": ("--updates", []),
    "grpo": ("--iterations", LEARNING),
    "ppo": ("--iterations", LEARNING),
    "recommend": (None, RECOMMENDERS),
    "a-sft": (None, [*RECOMMENDERS, *METHODS]),
    "rejection": (None, REJECTION),
}


def command(arguments, out, resume):
    length, options = RECIPES[arguments.recipe]
    every = str(arguments.checkpoint_every)
    if length:
        options = [*options, length, str(arguments.updates), "--checkpoint-every", every, "--evaluate-every", every]
    return [
        *java("-Xmx1g"), arguments.recipe, *options, "--out", str(out), *arguments.options,
        *(["--resume"] if resume else []),
    ]


def episodes(out):
    """The files of episodes, where the run has some."""
    return sorted(name for name in (out / "rejection").rglob("*.jsonl") if name.name in EPISODES)


def lines(out):
    """Lines of metrics of all trainings, those of a recommender's under `runs`, and of episodes."""
    runs = out / "runs"
    if (out / "sft").exists():
        return sum(file.read_bytes().count(b"\n") for file in [out / "sft/metrics.jsonl", *episodes(out)] if file.exists())
    files = runs.rglob("metrics.jsonl") if runs.exists() else [out / "metrics.jsonl"]
    return sum(file.read_bytes().count(b"\n") for file in files if file.exists())


def content(name):
    """What a file holds; of an episode what does not depend on the rows that were computed beside it."""
    if name.name not in EPISODES:
        return name.read_bytes()
    found = []
    for line in name.read_text().splitlines():
        episode = json.loads(line)
        episode.pop("crc32c", None)
        for segment in episode.get("segments", []):
            segment.pop("log_probs", None)
            segment.pop("behavior_log_probs", None)
        found.append(episode)
    return found


def results(out):
    """What must not depend on whether the run was killed, by name."""
    names = [*episodes(out), *out.glob("metrics.jsonl"), *out.glob("rejection/metrics.jsonl")]
    for pattern in ("model.safetensors", "provenance.json"):
        names += sorted((out / "model").rglob(pattern))
    if (out / "models").exists():
        names += [out / "summary.json", *sorted((out / "models").rglob("*.safetensors"))]
    return {str(name.relative_to(out)): content(name) for name in names}


def run_and_kill(arguments, out, resume, draw):
    """Starts the run and kills it some time after it made an update of its own."""
    before = lines(out)
    process = subprocess.Popen(
        command(arguments, out, resume), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while lines(out) <= before and process.poll() is None:
        time.sleep(0.02)
    time.sleep(draw.uniform(0, arguments.longest))
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", choices=RECIPES, default="sft")
    parser.add_argument("--updates", type=int, default=60, help="updates, or iterations")
    parser.add_argument("--checkpoint-every", type=int, default=5)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--longest", type=float, default=1.0, help="seconds from an update to the kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("options", nargs="*", help="after --: options of the recipe")
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as scratch:
        whole, killed = pathlib.Path(scratch, "whole"), pathlib.Path(scratch, "killed")
        subprocess.run(command(arguments, whole, False), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        kills = 0
        while kills < arguments.kills:
            if not run_and_kill(arguments, killed, killed.exists(), draw):
                sys.exit(f"the run ended before kill {kills + 1}: more updates or a shorter --longest")
            kills += 1
            print(f"kill {kills}: {lines(killed)} lines of metrics so far", flush=True)
        subprocess.run(command(arguments, killed, True), check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        expected, actual = results(whole), results(killed)
        different = [name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)]
        print(f"{lines(whole)} lines uninterrupted, {lines(killed)} after {kills} kills, {len(expected)} files:"
              f" {'DIFFERENT: ' + ', '.join(sorted(different)) if different else 'equal'}")
        sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
