"""Draws how speed and memory grow with the length of sequences and with their number, beside a peer.

    python growth.py --data DATA [--size 14m] [--precision bfloat16] [--peer eager] [--picture growth.png]
    python growth.py --data DATA --size 135m --rows-of-lengths 1 --rows 1 2 4 8 [...]

Each point is a run of compare.py of one SFT workload of equal lengths, both sides in turns: four rows of 128 to 2,048
tokens, and 1 to 16 rows of 256. Both sides are in memory at once, and a peer that holds everything takes more than 16 GiB for
4,096 tokens of 135M parameters; the second command has no more than 2,048. Written are OUT/growth.json, the table of all
points, and the picture.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LENGTHS = [128, 256, 512, 1024, 2048]
ROWS = [1, 2, 4, 8, 16]
LENGTH_OF_ROWS = 256


def point(arguments, length: int, rows: int) -> dict:
    """Both sides' tokens per second and peak memory at one size of batch."""
    out = arguments.out / f"growth-{length}-{rows}"
    name = f"sft-{arguments.size}-equal"
    subprocess.run(
        [
            sys.executable,
            str(HERE / "compare.py"),
            *("--data", arguments.data, "--out", out, "--size", arguments.size),
            *("--workloads", "sft-14m-equal", "--length", str(length), "--rows", str(rows)),
            *("--peers", arguments.peer, "--precision", arguments.precision),
            *("--alternations", str(arguments.alternations), "--block", "1", "--warmup", "1"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    row = next(r for r in json.loads((out / "results.json").read_text(encoding="utf-8"))["rows"] if r["workload"] == name)
    sides = {
        side: {
            "tokensPerSecond": length * rows / entry["median"],
            "peakMiB": entry["peakBytes"] / 2**20,
        }
        for side, entry in row["sides"].items()
    }
    return {"length": length, "rows": rows, "sides": sides}


def draw(points: list[dict], rows_of_lengths: int, picture: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(9, 6.5), sharex="col")
    for column, (axis, fixed, kept) in enumerate(
        [("length", "rows", rows_of_lengths), ("rows", "length", LENGTH_OF_ROWS)]
    ):
        chosen = sorted((p for p in points if p[fixed] == kept), key=lambda p: p[axis])
        for line, (figure_name, label) in enumerate([("tokensPerSecond", "tokens/s"), ("peakMiB", "peak memory, MiB")]):
            for side in chosen[0]["sides"]:
                axes[line][column].plot(
                    [p[axis] for p in chosen], [p["sides"][side][figure_name] for p in chosen], marker="o", label=side
                )
            axes[line][column].set_xscale("log", base=2)
            axes[line][column].set_ylim(bottom=0)
            axes[line][column].set_ylabel(label)
            axes[line][column].grid(alpha=0.3)
        axes[1][column].set_xlabel(f"{axis} (rows: {kept})" if fixed == "rows" else f"{axis} (of {kept} tokens)")
    axes[0][0].legend()
    figure.tight_layout()
    figure.savefig(picture, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", type=Path, default=HERE.parent / "target" / "growth")
    parser.add_argument("--size", default="14m", choices=["14m", "135m", "360m"])
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"])
    parser.add_argument("--peer", default="eager", choices=["eager", "trl", "trl-defaults"])
    parser.add_argument("--alternations", type=int, default=3)
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--rows-of-lengths", type=int, default=4, help="rows of a batch of each length")
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    sizes = {(length, arguments.rows_of_lengths) for length in arguments.lengths}
    sizes |= {(LENGTH_OF_ROWS, rows) for rows in arguments.rows}
    points = []
    print("| tokens | rows | side | tokens/s | peak, MiB |\n|---:|---:|---|---:|---:|", flush=True)
    for length, rows in sorted(sizes):
        points.append(point(arguments, length, rows))
        for side, entry in points[-1]["sides"].items():
            print(f"| {length} | {rows} | {side} | {entry['tokensPerSecond']:,.0f} | {entry['peakMiB']:,.0f} |", flush=True)
    (arguments.out / "growth.json").write_text(json.dumps(points, indent=2), encoding="utf-8")
    draw(points, arguments.rows_of_lengths, arguments.picture or arguments.out / "growth.png")


if __name__ == "__main__":
    main()
