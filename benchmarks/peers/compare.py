"""Runs the same steps in Temper and in Python, in turns, and compares times and memory.

    python compare.py --data DATA [--out OUT] [--workloads NAME ...] [--peers trl eager] [--alternations N] [--block N]
    python compare.py --data DATA --size 135m --workloads sft-14m-equal --peers eager trl trl-defaults [...]
    python compare.py --data DATA --smollm2 MODEL --workloads sft-14m-packed sft-135m-packed [...]
    python compare.py --workloads grpo-14m-given ppo-14m-given grpo-14m ppo-14m [...]
    python compare.py --source CHECKOUT --workloads hstu-ml1m-equal hstu-ml1m [...]

The first compares with transformers and TRL; the second does, at the size of SmolLM2-135M (or -360M), which takes the
place of 14m in the workloads' names; the third with TRL's packing (each step is one row that it packs), the fourth
with TRL's iterations (PPO with the last TRL that had it, which is installed as requirements-ppo.txt says); the fifth
with Meta's public research code of HSTU, which CHECKOUT holds
at the commit that hstu_meta.py names.

Both sides are processes that live through the whole run and wait while the other works. After some steps to warm up
come blocks of steps, a block on each side in turn, the side that starts changing each time; both do the same batches in
the same order. The figure of a side is the median over its blocks of the mean seconds a step; the ratio is Python's
median over Temper's, so that above 1 Temper is faster. For packed rows there is also what a process used of the cores,
which with --threads 1 hardly depends on what else the machine does. Memory is the high-water mark of resident memory,
VmHWM, of each process; the workloads that measure it run one process at a time, each from its start to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

import hstu_workloads
import workloads
from workloads import Sizes, write_workload

HERE = Path(__file__).resolve().parent
TIMED = ["sft-14m-equal", "sft-14m-gsm8k", "dpo-14m-equal", "dpo-14m-gsm8k", "generate-14m-b1", "generate-14m-b16"]
REINFORCEMENT = ["grpo-14m", "ppo-14m"]
CHECKED = ["grpo-14m-given", "ppo-14m-given"]  # completions are given, so that the two sides' figures agree
CHECKED_STEPS = 3
MEASURED = ["dpo-135m-memory"]
PACKED = ["sft-14m-packed", "sft-135m-packed"]
RECOMMENDERS = hstu_workloads.NAMES
# TRL as it comes: checkpointing, and bfloat16 for whatever autocast computes in it.
TRL_DEFAULTS = {"loop": "trl", "checkpoint": True, "bfloat16": True}
# Meta's step makes arrays of hundreds of MiB, and glibc by default gives each back to the system and takes it anew,
# page by page; "meta-kept" is the same code with freed memory kept, faster and larger.
RECOMMENDER_PEERS = ["meta", "meta-kept"]
KEEP = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**36)}


class Worker:
    """One side: a process that speaks JSON lines."""

    def __init__(self, name: str, command: list[str], workload: Path, options: dict, environment: dict, log: Path):
        self.name = name
        threads = str(options["threads"])
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, **environment}
        self._log = log.open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, env=environment
        )
        self._ask({"command": "setup", "workload": str(workload), "options": options})

    def _ask(self, command: dict) -> dict:
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} stopped; see {self._log.name}")
        return json.loads(line)

    def step(self) -> dict:
        before = self._processor_seconds()
        answer = self._ask({"command": "step"})
        return {**answer, "processorSeconds": self._processor_seconds() - before}

    def _processor_seconds(self) -> float:
        """What the process has used of all cores so far."""
        with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_bytes(self) -> int:
        """The process's highest resident memory so far."""
        with open(f"/proc/{self._process.pid}/status", encoding="ascii") as file:
            fields = dict(line.split(":", 1) for line in file)
        return int(fields["VmHWM"].split()[0]) * 1024

    def quit(self) -> None:
        self._process.stdin.write(json.dumps({"command": "quit"}) + "\n")
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._log.close()


class Sides:
    """How to start each side."""

    def __init__(self, arguments):
        self._arguments = arguments

    def start(self, side: str, workload: Path, options: dict, environment: dict) -> Worker:
        arguments = self._arguments
        if side == "temper":
            classpath = os.pathsep.join(
                [str(HERE.parent / "target" / "classes"), arguments.classpath.read_text(encoding="utf-8").strip()]
            )
            command = [arguments.java, *arguments.jvm.split(), "-cp", classpath, "org.temper.benchmarks.PeerWorker"]
            if arguments.decoding_weights != "trained":
                options = {"decodingWeights": arguments.decoding_weights.upper(), **options}
            options = {"precision": arguments.precision.upper(), **options}
        else:
            program = "hstu_worker.py" if side in RECOMMENDER_PEERS else "peer_worker.py"
            command = [sys.executable, str(HERE / program)]
        label = "-".join([workload.stem, side, *(f"{key}{value}" for key, value in sorted(options.items())), *(["give-back"] if environment else [])])
        if side in RECOMMENDER_PEERS:
            options = {"source": str(arguments.source), **options}
            environment = {**(KEEP if side == "meta-kept" else {}), **environment}
        elif side != "temper":
            chosen = {"loop": side, "bfloat16": arguments.precision == "bfloat16"}
            options = {**(TRL_DEFAULTS if side == "trl-defaults" else chosen), **options}
        if side.startswith("trl") and workload.stem.startswith("ppo"):
            environment = {"PYTHONPATH": str(arguments.trl_ppo), **environment}
        options = {"threads": arguments.threads, **options}
        return Worker(side, command, workload, options, environment, arguments.out / f"{label}.log")


def alternate(workers: list[Worker], arguments) -> dict:
    """Steps of each worker in turn; returns what each answered, by block."""
    for worker in workers:
        worker.warm = [worker.step() for _ in range(arguments.warmup)]
        worker.blocks = []
    for turn in range(arguments.alternations):
        for worker in workers if turn % 2 == 0 else reversed(workers):
            worker.blocks.append([worker.step() for _ in range(arguments.block)])
    return {
        worker.name: {
            "secondsPerStep": [statistics.fmean(a["seconds"] for a in block) for block in worker.blocks],
            "processorSecondsPerStep": [
                statistics.fmean(a["processorSeconds"] for a in block) for block in worker.blocks
            ],
            "losses": [a["loss"] for a in worker.warm + sum(worker.blocks, []) if "loss" in a],
            "tokens": [a["tokens"] for a in worker.warm if "tokens" in a][:1],
            "rewards": [a["reward"] for a in worker.warm + sum(worker.blocks, []) if "reward" in a],
            "phases": phases(sum(worker.blocks, [])),
            "peakBytes": worker.peak_bytes(),
        }
        for worker in workers
    }


def phases(answers: list[dict]) -> dict[str, float]:
    """The median seconds of a step's generation, of scoring what was generated, and of the rest, its update."""
    if "generationSeconds" not in answers[0]:
        return {}
    return {
        "generation": statistics.median(a["generationSeconds"] for a in answers),
        "scoring": statistics.median(a["scoringSeconds"] for a in answers),
        "update": statistics.median(a["seconds"] - a["generationSeconds"] - a["scoringSeconds"] for a in answers),
    }


def agreement(temper: dict, peer: dict) -> dict:
    """How far the two sides' results are from each other."""
    if temper["tokens"]:
        mine, theirs = temper["tokens"][0], peer["tokens"][0]
        same = sum(a == b for x, y in zip(mine, theirs) for a, b in zip(x, y))
        return {"sameTokens": same, "tokens": sum(map(len, theirs)), "distinct": len({t for x in theirs for t in x})}
    if temper["rewards"]:  # each side draws its own completions
        means = [statistics.fmean(temper["rewards"]), statistics.fmean(peer["rewards"])]
        return {"meanRewards": means, "phases": [temper["phases"], peer["phases"]]}
    first = list(zip(temper["losses"], peer["losses"]))[:3]
    return {"firstLosses": first, "difference": max(abs(a - b) for a, b in first)}


def timed(name: str, sides: Sides, workload: Path, arguments) -> dict:
    peers = arguments.peers
    if name in RECOMMENDERS:
        peers = RECOMMENDER_PEERS
    elif name.startswith(("grpo", "ppo")):
        peers = [peer for peer in peers if peer != "eager"] or ["trl"]
    workers = [sides.start(side, workload, {}, {}) for side in ["temper", *peers]]
    if name.startswith("generate"):  # both loops generate the same way
        for extra in workers[2:]:
            extra.quit()
        workers = workers[:2]
    results = alternate(workers, arguments)
    for worker in workers:
        worker.quit()
    row = {"workload": name, "sides": {}}
    mine = results["temper"]
    tokens = tokens_per_block(workload, arguments) if name.startswith("sft") else None
    for side, result in results.items():
        seconds = result["secondsPerStep"]
        entry = {
            "median": statistics.median(seconds),
            "least": min(seconds),
            "most": max(seconds),
            "peakBytes": result["peakBytes"],
            "secondsPerStep": seconds,
            "processorMedian": statistics.median(result["processorSecondsPerStep"]),
        }
        if tokens:
            entry["tokensPerSecond"] = statistics.median(t / s for t, s in zip(tokens, seconds))
        if side != "temper":
            entry["ratio"] = entry["median"] / statistics.median(mine["secondsPerStep"])
            pairs = [b / a for a, b in zip(mine["secondsPerStep"], seconds)]
            entry["ratioLeast"], entry["ratioMost"] = min(pairs), max(pairs)
            entry["agreement"] = agreement(mine, result)
        row["sides"][side] = entry
    return row


def tokens_per_block(workload: Path, arguments) -> list[float]:
    """The mean tokens of a step of each block."""
    batches = json.loads(workload.read_text(encoding="utf-8"))["batches"][arguments.warmup :]
    sizes = [sum(len(e["prompt"] + e["completion"]) for e in batch) for batch in batches]
    starts = range(0, arguments.alternations * arguments.block, arguments.block)
    return [statistics.fmean(sizes[start : start + arguments.block]) for start in starts]


def checked(name: str, sides: Sides, workload: Path, arguments) -> dict:
    """The same completions on both sides: every figure that both tell has to agree, update by update."""
    answers = {}
    for side in ("temper", "trl"):
        worker = sides.start(side, workload, {}, {})
        answers[side] = [worker.step() for _ in range(CHECKED_STEPS)]
        worker.quit()
    figures = []
    for figure in sorted(name for name in set(answers["temper"][0]) & set(answers["trl"][0]) if not name.lower().endswith("seconds")):
        mine, theirs = ([a[figure] for a in answers[side]] for side in ("temper", "trl"))
        difference = max(abs(a - b) for a, b in zip(mine, theirs))
        figures.append({"figure": figure, "temper": mine, "trl": theirs, "difference": difference})
    return {"workload": name, "figures": figures}


# glibc keeps freed blocks of up to 32 MiB for later; with a fixed threshold it gives those above 1 MiB back at once.
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": str(2**20)}

MEMORY_VARIANTS = [
    ("temper", {"checkpoint": True}, {}),
    ("temper", {"checkpoint": True}, GIVE_BACK),
    ("temper", {}, GIVE_BACK),
    ("temper", {"checkpoint": True, "pairsAtOnce": 1}, GIVE_BACK),
    ("temper", {"precision": "BFLOAT16"}, {}),
    ("temper", {"precision": "BFLOAT16", "checkpoint": True, "pairsAtOnce": 1}, GIVE_BACK),
    ("temper", {"precision": "BFLOAT16", "checkpoint": True, "pairsAtOnce": 1, "scoringMiB": 64, "giveBack": True}, {}),
    ("trl", {"checkpoint": True, "bfloat16": True}, {}),  # what TRL does by default
    ("trl", {"checkpoint": True, "bfloat16": True}, GIVE_BACK),
    ("trl", {"checkpoint": True}, {}),
    ("trl", {"checkpoint": True}, GIVE_BACK),
    ("trl", {}, GIVE_BACK),
]


def measured(name: str, sides: Sides, workload: Path, arguments) -> dict:
    row = {"workload": name, "runs": []}
    for index, (side, options, environment) in enumerate(MEMORY_VARIANTS):
        if side != "temper" and side not in arguments.peers or index not in (arguments.variants or [index]):
            continue
        worker = sides.start(side, workload, options, environment)
        before = worker.peak_bytes()
        answers = [worker.step() for _ in range(2)]
        row["runs"].append(
            {
                "side": side,
                "options": options,
                "environment": environment,
                "peakBytes": worker.peak_bytes(),
                "peakBytesBeforeSteps": before,
                "seconds": [a["seconds"] for a in answers],
                "losses": [a["loss"] for a in answers],
            }
        )
        worker.quit()
        print(measured_rows({**row, "runs": row["runs"][-1:]})[0], flush=True)
    return row


def mib(size: int) -> str:
    return f"{size / 2**20:,.0f}"


def timed_rows(row: dict) -> list[str]:
    sides = row["sides"]
    lines = []
    for side, entry in sides.items():
        if side == "temper":
            continue
        agreed = entry["agreement"]
        if "tokens" in agreed:
            said = f"{agreed['sameTokens']} of {agreed['tokens']} tokens"
        elif "meanRewards" in agreed:
            said = "mean rewards " + ", ".join(f"{reward:.4f}" for reward in agreed["meanRewards"])
            mine, theirs = agreed["phases"]
            said += "".join(f"; {phase} {mine[phase]:.2f}, {theirs[phase]:.2f} s" for phase in mine)
        else:
            said = f"{agreed['difference']:.1e}"
        lines.append(
            f"| {row['workload']} | {side} | {1000 * sides['temper']['median']:.0f} | {1000 * entry['median']:.0f} "
            f"| {entry['ratio']:.2f} ({entry['ratioLeast']:.2f}–{entry['ratioMost']:.2f}) "
            f"| {mib(sides['temper']['peakBytes'])} | {mib(entry['peakBytes'])} | {said} |"
        )
    return lines


def measured_rows(row: dict) -> list[str]:
    lines = []
    for run in row["runs"]:
        chosen = [key if value is True else f"{key} {value}" for key, value in sorted(run["options"].items())]
        chosen += ["give-back"] if run["environment"] else []
        settings = ", ".join(chosen) or "none"
        losses = ", ".join(f"{loss:.5f}" for loss in run["losses"])
        lines.append(
            f"| {row['workload']} | {run['side']} | {settings} | {mib(run['peakBytes'])} "
            f"| {mib(run['peakBytesBeforeSteps'])} | {run['seconds'][-1]:.1f} | {losses} |"
        )
    return lines


def checked_rows(row: dict) -> list[str]:
    def listed(values):
        return ", ".join(f"{value:.6g}" for value in values)

    return [
        f"| {row['workload']} | {f['figure']} | {listed(f['temper'])} | {listed(f['trl'])} | {f['difference']:.1e} |"
        for f in row["figures"]
    ]


def markdown(rows: list[dict]) -> str:
    lines = []
    times = [line for row in rows if "sides" in row for line in timed_rows(row)]
    if times:
        lines += [
            "| workload | peer | Temper, ms | peer, ms | ratio (least–most) | Temper, MiB | peer, MiB | agreement |",
            "|---|---|---:|---:|---:|---:|---:|---|",
            *times,
            "",
        ]
    sizes = [line for row in rows if "runs" in row for line in measured_rows(row)]
    if sizes:
        lines += [
            "| workload | side | options | peak, MiB | before the steps, MiB | second step, s | losses |",
            "|---|---|---|---:|---:|---:|---|",
            *sizes,
            "",
        ]
    rates = [
        f"| {row['workload']} | {side} | {entry['tokensPerSecond']:,.0f} "
        f"| {row['sides']['temper']['tokensPerSecond'] / entry['tokensPerSecond']:.2f} "
        f"| {entry['processorMedian']:.2f} "
        f"| {entry['processorMedian'] / row['sides']['temper']['processorMedian']:.2f} |"
        for row in rows
        for side, entry in row.get("sides", {}).items()
        if "tokensPerSecond" in entry
    ]
    if rates:
        lines += [
            "| workload | side | tokens/s, median of blocks | Temper's over it | processor s a step | over Temper's |",
            "|---|---|---:|---:|---:|---:|",
            *rates,
            "",
        ]
    figures = [line for row in rows if "figures" in row for line in checked_rows(row)]
    if figures:
        lines += [
            "| workload | figure | Temper, by update | TRL, by update | largest difference |",
            "|---|---|---|---|---:|",
            *figures,
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with gsm8k and tokenizer-gpt2")
    parser.add_argument("--source", type=Path, help="checkout of generative-recommenders, for the hstu workloads")
    target = HERE.parent / "target"
    parser.add_argument("--classpath", type=Path, default=target / "classpath", help="file that mvn -Pclasspath writes")
    parser.add_argument("--out", type=Path, default=target / "peers", help="where workloads, logs and results go")
    parser.add_argument(
        "--trl-ppo", type=Path, default=target / "trl-ppo", help="where requirements-ppo.txt is installed"
    )
    parser.add_argument(
        "--workloads",
        nargs="+",
        default=TIMED + MEASURED,
        choices=TIMED + REINFORCEMENT + CHECKED + MEASURED + RECOMMENDERS + PACKED,
    )
    parser.add_argument("--peers", nargs="+", default=["trl"], choices=["trl", "trl-defaults", "eager"])
    parser.add_argument("--size", default="14m", choices=sorted(workloads.SHAPES), help="the model; replaces 14m in names")
    parser.add_argument(
        "--precision", default="float32", choices=["float32", "bfloat16"], help="Temper's, and autocast's of trl and eager"
    )
    parser.add_argument("--decoding-weights", default="trained", choices=["trained", "bfloat16", "int8"], help="Temper's")
    parser.add_argument("--prompts", type=int, default=4, help="prompts of an iteration, 8 completions of each")
    parser.add_argument("--completion", type=int, default=48, help="tokens of a completion of an iteration")
    parser.add_argument("--alternations", type=int, default=5)
    parser.add_argument("--block", type=int, default=4, help="steps in a block")
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--rows", type=int, default=4, help="sequences in an SFT batch")
    parser.add_argument("--pairs", type=int, default=4, help="pairs in a DPO batch")
    parser.add_argument("--packed", type=int, default=1024, help="most tokens of a packed row")
    parser.add_argument("--smollm2", type=Path, help="SmolLM2-135M's directory, for sft-135m-packed")
    parser.add_argument(
        "--variants", type=int, nargs="+", help="which of the settings of dpo-135m-memory to run, from 0 (default: all)"
    )
    parser.add_argument("--users", type=int, default=128, help="rows in a batch of the hstu workloads")
    parser.add_argument("--length", type=int, default=256, help="tokens in a sequence of equal length")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--java", default="java")
    parser.add_argument("--jvm", default="-Xmx1g --enable-native-access=ALL-UNNAMED", help="options of the JVM")
    arguments = parser.parse_args()
    if arguments.data is None and any(name.endswith(("gsm8k", "packed")) for name in arguments.workloads):
        parser.error("--data: expected a folder, got none")
    if arguments.source is None and set(arguments.workloads) & set(RECOMMENDERS):
        parser.error("--source: expected a checkout of generative-recommenders, got none")
    if any(name.startswith("ppo") for name in arguments.workloads) and not (arguments.trl_ppo / "trl").is_dir():
        parser.error("--trl-ppo: expected a folder with trl, got none; see requirements-ppo.txt")
    if arguments.smollm2 is None and "sft-135m-packed" in arguments.workloads:
        parser.error("--smollm2: expected SmolLM2-135M's directory, got none")
    arguments.out.mkdir(parents=True, exist_ok=True)
    sides = Sides(arguments)
    # One batch more than is used: a worker that has done all of its batches ends, and its memory could not be read.
    steps = arguments.warmup + arguments.alternations * arguments.block + 1
    sizes = Sizes(
        steps=steps,
        rows=arguments.rows,
        pairs=arguments.pairs,
        length=arguments.length,
        packed=arguments.packed,
        prompts=arguments.prompts,
        completion=arguments.completion,
    )
    rows = []
    for name in (name.replace("14m", arguments.size) for name in arguments.workloads):
        directory = arguments.out / "workloads"
        if name in RECOMMENDERS:
            workload = hstu_workloads.write_workload(name, directory, arguments.source, steps, arguments.users)
        else:
            workload = write_workload(name, directory, arguments.data, sizes, arguments.smollm2)
        run = measured if name in MEASURED else checked if name.endswith("-given") else timed
        rows.append(run(name, sides, workload, arguments))
        print(markdown(rows[-1:]), flush=True)
    settings = {key: str(value) for key, value in vars(arguments).items()}
    result = {"machine": platform.platform(), "settings": settings, "rows": rows}
    (arguments.out / "results.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    (arguments.out / "results.md").write_text(markdown(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
