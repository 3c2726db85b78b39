"""Runs a recipe and reports the resident memory of its process by update.

    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/resident_memory.py -- sft --model DIR --data FILE --updates 1000
    python benchmarks/resident_memory.py --launcher mvn -- sft --model DIR --data FILE --updates 1000
    python benchmarks/resident_memory.py --java=-Xmx1g -- sft --model DIR --data FILE --updates 1000

What follows `--` is the recipe and its options. It runs as a plain `java` process, or with
`--launcher mvn` as the README says, inside Maven's. Memory (VmRSS, so on Linux alone) is read each 50 ms
and told apart by the updates made so far. A line tells of `--every` updates: the first reading after the
last of them, and the mean and the most of those before it since the line above, each with its growth
since update `--every`. What the recipe does after training is not looked at.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import tempfile
import time

from launcher import java

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS_BETWEEN_READINGS = 0.05


def command(arguments, out):
    recipe = [*arguments.recipe, "--out", str(out)]
    if arguments.launcher == "mvn":
        return ["mvn", "-q", "compile", "exec:java", f"-Dexec.args={shlex.join(recipe)}"]
    return [*java(*arguments.java), *recipe]


def resident_mebibytes(process):
    """What the kernel says, or None once the process has ended."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else None


def updates(out):
    """Training updates recorded so far; evaluations have lines of their own."""
    metrics = out / "metrics.jsonl"
    return metrics.read_text().count('"kind":"training"') if metrics.exists() else 0


def readings(process, out):
    """Pairs of updates made and resident memory, until the process ends."""
    while process.poll() is None:
        memory = resident_mebibytes(process)
        if memory is not None:
            yield updates(out), memory
        time.sleep(SECONDS_BETWEEN_READINGS)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--launcher", choices=("java", "mvn"), default="java")
    parser.add_argument("--java", action="append", default=[], help="an option of the JVM")
    parser.add_argument("--every", type=int, default=100, help="updates a line")
    parser.add_argument("recipe", nargs="+")
    arguments = parser.parse_args()
    reached, before = {}, {}
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory) / "run"
        process = subprocess.Popen(
            command(arguments, out),
            cwd=ROOT if arguments.launcher == "mvn" else None,
            stdout=subprocess.DEVNULL,
        )
        for made, memory in readings(process, out):
            done = made // arguments.every
            reached.setdefault(done, memory)
            before.setdefault(done + 1, []).append(memory)
    if process.wait() != 0:
        raise SystemExit(f"the recipe ended with exit code {process.returncode}")
    base = reached[1]
    print("| update | MiB | growth, % | mean, MiB | growth, % | most, MiB | growth, % |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for done in sorted(reached.keys() - {0}):
        values = before[done]
        figures = (reached[done], sum(values) / len(values), max(values))
        cells = " | ".join(f"{value:.1f} | {100 * (value / base - 1):+.1f}" for value in figures)
        print(f"| {done * arguments.every} | {cells} |")


if __name__ == "__main__":
    main()
