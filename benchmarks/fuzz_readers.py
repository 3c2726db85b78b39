"""Gives damaged files and options to every reader, and looks at how the recipes refuse them.

Valid inputs are made first (a tiny model, runs of it, a recommender, records, text, logs), then damaged,
case by case: bits, cuts, repeated and removed bytes; other types, huge numbers, NaN, deep nesting and
control characters in JSON; giant fields, wrong lengths, wrong encodings, gzip damage and bombs. A recipe
reads each in a JVM that serves many cases (`RecipeWorker`). It must exit with 0, 1 or 2; a refusal is one
line that begins with `error: ` and has at most 300 characters, after lines that say what was left out; no
trace, no death of the JVM, no more than 10 s of processor time, no growth over 1 GB; and a refused input
leaves every file as it was.

    mvn -q -Pclasspath -pl benchmarks -am process-classes
    python benchmarks/fuzz_readers.py --cases 1000 --seed 1
    python benchmarks/fuzz_readers.py --readers tokenizer.json,parquet --cases 5000 --keep DIR

`--cases` are of all readers together. A case depends on the seed, its reader and its number alone, so
`--only READER:NUMBER` runs it again and prints what was said. `--keep` copies what failed. SIGINT ends it early, with its table.
"""

import argparse
import collections
import gzip
import json
import os
import pathlib
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from launcher import java

CHARACTERS, SECONDS, GROWTH = 300, 10, 1 << 30
WALL_SECONDS = 90  # a process that neither computes nor answers
TRACE = re.compile(r"^\s+at [\w.$/]+\(|^Caused by: |^Exception in thread ", re.M)
TINY = ["--threads", "1"]
SHORT = [*TINY, "--updates", "1", "--held-out", "0"]
SHAPE = [
    "--width", "8", "--layers", "1", "--epochs", "1", "--seeds", "1", "--models", "sasrec", "--max-length", "8",
    "--core", "1", "--batch-size", "64", *TINY,
]
NUMBERS = [
    "0", "-1", "-0", "1", "2", "3", "0.5", "1e999", "-1e999", "1e-308", "1e-38", "1e308", "NaN", "Infinity", "-Infinity",
    "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e18", "16777217",
    "1" + "0" * 400, "0." + "0" * 400 + "1", "1e-999", "1e2147483648", "0x10", "1_000", "٣", "1.0.0", "",
]
TEXTS = [
    "", "a", "x" * 5_000, "\u0000", "\u001b[31m", "\r\n", "\u2028", "\ud83d\ude00", "../../x", "é", "\u202e", " ", "%s%n", "{}", "(",
    "\ufffe", "a\tb", "nan",
]
BYTES = [b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n\n", b'"', b"{", b"]", b"\\u", b","]
VALUES = [
    "null", "true", "false", "[]", "{}", "[[]]", '""', '"a"', "[1,2]", '{"type":"x"}', '"\\ud800"', '"' + "x" * 5_000 + '"',
    "[" * 50 + "]" * 50, "[" * 5_000 + "]" * 5_000, '{"a":' * 200 + "1" + "}" * 200, '"\\u0000"', '"\\u001b[31m\\n"',
    "[" + "0," * 3_000 + "0]", *NUMBERS,
]


class Raw(float):
    """A value that stands in JSON as the text it was given, right or not."""

    def __new__(cls, text):
        self = super().__new__(cls, 0)
        self.text = text
        return self

    def __repr__(self):
        return self.text


def places(value, path=()):
    """Paths of all that is in a JSON value, at most 30 of a list or object."""
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in items[:30]:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(value):
    """JSON whose raw parts stand as they are."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{put(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(put, value)) + "]"
    return json.dumps(value)


def damage_json(draw, text):
    """Changes types, numbers, names and depth inside a JSON text."""
    value = json.loads(text)
    for _ in range(draw.choice([1, 1, 1, 2, 4])):
        paths = list(places(value))
        if not paths:
            break
        path = draw.choice(paths)
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        old, kind = holder[path[-1]], draw.random()
        if kind < 0.15:
            del holder[path[-1]]
        elif kind < 0.4 and isinstance(old, (int, float)):
            holder[path[-1]] = Raw(draw.choice(NUMBERS[:-5]))
        elif kind < 0.5 and isinstance(old, (int, float)) and not isinstance(old, (bool, Raw)):
            holder[path[-1]] = old + draw.choice([-1, 1, 7, 1000]) if abs(old) < 1e300 else 0
        elif kind < 0.6 and isinstance(old, str):
            holder[path[-1]] = draw.choice(TEXTS + [old * 2, old[:-1], old.upper()])
        elif kind < 0.65 and isinstance(holder, dict):
            holder[draw.choice(TEXTS + ["type", "version"])] = old
        elif kind < 0.7 and isinstance(holder, list):
            holder.extend([old] * draw.choice([1, 3, 500]))
        elif kind < 0.78:
            other = draw.choice(paths)
            donor = value
            for key in other:
                donor = donor[key] if isinstance(donor, dict) and key in donor or isinstance(donor, list) and isinstance(key, int) and key < len(donor) else 0
            holder[path[-1]] = json.loads(put(donor)) if "Raw" not in repr(type(donor)) and not raw(donor) else 0
        else:
            holder[path[-1]] = Raw(draw.choice(VALUES))
    result = put(value)
    if draw.random() < 0.05:
        result = result[:-1] + "," + result[1:] if result.startswith("{") and len(result) > 2 else result * 2
    return result.encode("utf-8", "surrogatepass")


def raw(value):
    if isinstance(value, dict):
        return any(map(raw, value.values()))
    return any(map(raw, value)) if isinstance(value, list) else isinstance(value, Raw)


def damage_bytes(draw, data):
    """Damages bytes, whatever they mean."""
    data = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 8])):
        at = draw.randrange(len(data) + 1)
        length = draw.choice([1, 2, 8, 64, 1000])
        kind = draw.randrange(8)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del data[at:]
        elif kind == 2:
            del data[at:at + length]
        elif kind == 3:
            data[at:at] = data[at:at + length] * draw.choice([1, 1, 20])
        elif kind == 4:
            data[at:at] = draw.choice(BYTES)
        elif kind == 5:
            data[at:at + length] = draw.randbytes(min(length, len(data) - at))
        elif kind == 6:
            data[at:at + length] = bytes([draw.choice([0, 255, 32, 10])]) * length
        else:
            other = draw.randrange(len(data) + 1)
            data[at:at] = data[other:other + length]
    return bytes(data)


def damage_encoding(draw, data):
    """The same text in another encoding, or with a mark before it."""
    text = data.decode("utf-8", "replace") + "é"
    return draw.choice([
        lambda: text.encode("utf-16"), lambda: text.encode("utf-16-le"), lambda: text.encode("utf-32"),
        lambda: text.encode("latin-1", "replace"), lambda: text.encode("utf-8-sig"),
        lambda: data.replace(b"\n", b"\r"), lambda: data.replace(b"\n", b"\r\n"), lambda: gzip.compress(data),
    ])()


def damage_numbers(draw, data):
    """Other numbers and texts where digits are."""
    spans = list(re.finditer(rb"\d+(\.\d+)?", data))
    if not spans:
        return damage_bytes(draw, data)
    for found in sorted(draw.sample(spans, min(len(spans), draw.choice([1, 1, 3]))), key=lambda s: -s.start()):
        new = draw.choice(NUMBERS + TEXTS + ["-5", "1e300", "99999999999999999999"])
        data = data[:found.start()] + new.encode("utf-8", "surrogatepass") + data[found.end():]
    return data


def damage_lines(draw, data, of_line):
    """Damages one line or a few, or their number and order."""
    lines = data.split(b"\n")
    for _ in range(draw.choice([1, 1, 2])):
        lines = lines or [b""]
        at = draw.randrange(max(1, len(lines) - 1))
        kind = draw.random()
        if kind < 0.7:
            try:
                lines[at] = of_line(draw, lines[at])
            except ValueError:
                lines[at] = damage_bytes(draw, lines[at])
        elif kind < 0.76:
            lines[at] = lines[at] * 3
        elif kind < 0.82:
            lines[at:at] = [draw.choice([b"", b"\xff\xfe", b"x" * 100_000, b"\x00" * 10, b",,,", b"::::::", b'"'])]
        elif kind < 0.88:
            del lines[draw.randrange(len(lines)):]
        elif kind < 0.94:
            lines = [b""] * draw.choice([0, 1, 10_000]) + lines[:1] * draw.choice([0, 1, 50])
        else:
            draw.shuffle(lines)
    return b"\n".join(lines)


def damage_gzip(draw, data):
    """Gzip of damaged text, damaged gzip, members after it, and bombs."""
    packed = gzip.compress(data, draw.choice([1, 9]))
    kind = draw.random()
    if kind < 0.5:
        return damage_bytes(draw, packed)
    if kind < 0.6:
        return packed + draw.choice([b"x", b"\x1f\x8b", packed[:-3], damage_bytes(draw, packed)])
    if kind < 0.65:
        return gzip.compress(draw.choice([b"a", b"\n", b"a\n\n", b"\x00", b"["]) * (draw.choice([1, 20, 80]) << 20), 9)
    if kind < 0.8:
        return packed[:-8] + draw.randbytes(8)
    return gzip.compress(damage_bytes(draw, data))


def damage_safetensors(draw, data):
    """Damages the header of a safetensors file, its length, or the numbers behind it."""
    length = int.from_bytes(data[:8], "little")
    header, body = data[8:8 + length], data[8 + length:]
    kind = draw.random()
    if kind < 0.55:
        header = damage_json(draw, header)
        return len(header).to_bytes(8, "little") + header + body
    if kind < 0.7:
        size = draw.choice([0, 1, 7, length - 1, length + 1, len(data), len(data) - 8, 1 << 31, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, 100_000_001])
        return size.to_bytes(8, "little") + header + body
    if kind < 0.8:
        at = draw.randrange(len(body) // 4) * 4
        number = draw.choice([b"\x00\x00\x80\x7f", b"\x00\x00\xc0\x7f", b"\xff\xff\x7f\x7f", b"\x00\x00\x80\xff"])
        return data[:8 + length] + body[:at] + number * draw.choice([1, 1, 50]) + body[at + 4:]
    if kind < 0.9:
        return data[:8 + length] + damage_bytes(draw, body)
    return damage_bytes(draw, data)


def mostly(special, share=0.7):
    """A special damage, or else one of bytes or of the encoding."""

    def damage(draw, data):
        kind = draw.random()
        if kind < share:
            return special(draw, data)
        return damage_encoding(draw, data) if kind < share + 0.06 else damage_bytes(draw, data)

    return damage


def json_or_number(draw, line):
    return damage_json(draw, line) if draw.random() < 0.8 else damage_numbers(draw, line)


JSON = mostly(damage_json, 0.8)
JSONL = mostly(lambda draw, data: damage_lines(draw, data, json_or_number), 0.8)
TABLE = mostly(lambda draw, data: damage_lines(draw, data, damage_numbers), 0.7)
TEXT = mostly(lambda draw, data: damage_lines(draw, data, damage_bytes), 0.4)


class Reader:
    """A file, in a directory of valid ones, that is damaged, and the commands that read it."""

    def __init__(self, base, file, damage, *commands, packed=False):
        self.base, self.file, self.damage, self.commands, self.packed = base, file, damage, commands, packed


MODEL_COMMANDS = [
    ["show", "--model", "M"],
    ["generate", "--model", "M", "--max-new-tokens", "2", "--prompt", "1 2 three", *TINY],
    ["generate", "--model", "M", "--max-new-tokens", "1", "--json", *TINY],
    ["sft", "--model", "M", "--data", "DATA", "--out", "OUT", *SHORT],
]
RESUME = [["show", "--run", "M"], ["show", "--run", "M", "--json"], ["sft", "--model", "FIRST", "--data", "DATA", "--out", "M", "--resume", *TINY, "--updates", "4", "--checkpoint-every", "2"]]
SFT = ["sft", "--model", "MODEL", "--out", "OUT", *SHORT, "--data", "FILE"]
LOG = ["recommend", "--out", "OUT", *SHAPE, "--data", "FILE"]
LENIENT = [*LOG, "--bad-rows", "1000"]
REWARD = ["reward", "--model", "MODEL", "--out", "OUT", *SHORT, "--data", "FILE", "--format"]
CHECKPOINT = "checkpoints/update-00000004/"
READERS = {
    "config.json": Reader("model", "config.json", JSON, *MODEL_COMMANDS),
    "generation_config.json": Reader("model", "generation_config.json", JSON, *MODEL_COMMANDS[:3]),
    "tokenizer.json": Reader("model", "tokenizer.json", JSON, *MODEL_COMMANDS),
    "tokenizer_config.json": Reader("model", "tokenizer_config.json", JSON, *MODEL_COMMANDS),
    "model.safetensors": Reader("model", "model.safetensors", damage_safetensors, *MODEL_COMMANDS),
    "model.safetensors.index.json": Reader("shards", "model.safetensors.index.json", JSON, *MODEL_COMMANDS[:2]),
    "provenance.json": Reader("model", "provenance.json", JSON, MODEL_COMMANDS[0], MODEL_COMMANDS[3]),
    "checkpoint.json": Reader("run", CHECKPOINT + "checkpoint.json", JSON, *RESUME),
    "optimizer.ndlist": Reader("run", CHECKPOINT + "optimizer.ndlist", damage_bytes, *RESUME[1:]),
    "policy.ndlist": Reader("run", CHECKPOINT + "policy.ndlist", damage_bytes, *RESUME[1:]),
    "run.json": Reader("begun", "run.json", JSON, RESUME[2]),
    "metrics.jsonl": Reader("run", "metrics.jsonl", JSONL, *RESUME),
    "settings.json": Reader("recommend", "settings.json", JSON, ["recommend", "--out", "M", "--resume", "--items", "40", "--users", "40", "--events-per-user", "8", *SHAPE]),
    "prompts and completions": Reader("data", "completions.jsonl", JSONL, SFT, packed=True),
    "pairs": Reader("data", "pairs.jsonl", JSONL, ["dpo", "--model", "MODEL", "--out", "OUT", *SHORT, "--data", "FILE"], [*REWARD, "pairs"], packed=True),
    "ratings": Reader("data", "ratings.jsonl", JSONL, [*REWARD, "ratings"], packed=True),
    "labels": Reader("data", "labels.jsonl", JSONL, [*REWARD, "labels"], packed=True),
    "prompts": Reader("data", "prompts.jsonl", JSONL, ["generate", "--model", "MODEL", "--max-new-tokens", "1", *TINY, "--prompts", "FILE"], packed=True),
    "plain text": Reader("data", "text.txt", TEXT, SFT, [*SFT, "--documents", "lines"], ["pretrain", "--out", "OUT", *TINY, "--updates", "1", "--width", "8", "--layers", "1", "--heads", "1", "--context", "16", "--block-length", "8", "--data", "FILE"], packed=True),
    "log: csv": Reader("data", "ratings.csv", TABLE, LOG, LENIENT, packed=True),
    "log: double colon": Reader("data", "ratings.dat", TABLE, LOG, LENIENT, packed=True),
    "log: u.data": Reader("data", "u.data", TABLE, LOG, LENIENT, packed=True),
    "log: parquet": Reader("data", "ratings.parquet", damage_bytes, LOG, LENIENT),
    "items.txt": Reader("recommender", "items.txt", TEXT, ["load", "M"]),
    "config.json of a recommender": Reader("recommender", "config.json", JSON, ["load", "M"], ["show", "--model", "M"]),
    "model.safetensors of a recommender": Reader("recommender", "model.safetensors", damage_safetensors, ["load", "M"], ["show", "--model", "M"]),
    "options": None,
}
OPTIONS = [
    (SFT[:-2] + ["--data", "DATA"], [
        "--learning-rate", "--weight-decay", "--beta2", "--max-gradient-norm", "--warmup", "--final-rate", "--held-out", "--batch-size",
        "--micro-batch-size", "--micro-batch-tokens", "--max-length", "--seed", "--evaluate-every", "--checkpoint-every", "--schedule",
        "--precision", "--storage", "--device", "--prompt-field", "--end-with", "--overflow", "--activations", "--epochs"]),
    (["dpo", "--model", "MODEL", "--data", "PAIRS", "--out", "OUT", *SHORT], ["--beta", "--label-smoothing", "--learning-rate", "--loss", "--prompt-field", "--chosen-field"]),
    (["generate", "--model", "MODEL", "--max-new-tokens", "2", *TINY], [
        "--temperature", "--top-k", "--top-p", "--min-p", "--repetition-penalty", "--stop", "--rows", "--samples", "--seed", "--prompt", "--max-new-tokens", "--prompts", "--model"]),
    (LOG[:-2] + ["--data", "CSV"], [
        "--core", "--window-days", "--prior-hours", "--dropout", "--negatives", "--high", "--bad-rows", "--time-unit", "--columns", "--user-column", "--feedback-column",
        "--test-targets", "--validation-targets", "--width", "--heads", "--layers", "--max-length", "--batch-size", "--learning-rate", "--weight-decay", "--patience", "--format", "--duplicates"]),
    (["recommend", "--out", "OUT", "--items", "40", "--users", "40", "--events-per-user", "8", *SHAPE], ["--users", "--items", "--events-per-user", "--noise", "--feedback-column"]),
    (["pretrain", "--out", "OUT", *TINY, "--updates", "1", "--generated-documents", "20", "--width", "8", "--layers", "1", "--heads", "1", "--context", "16", "--block-length", "8"], [
        "--width", "--layers", "--heads", "--context", "--block-length", "--feed-forward", "--held-out", "--generated-documents", "--learning-rate"]),
    (["show"], ["--model", "--run", "--json"]),
]


class Worker:
    """A JVM that runs recipes, one at a time."""

    def __init__(self, scratch):
        self.errors = open(scratch / "worker.err", "wb+")
        self.directory = scratch / "cwd"
        self.directory.mkdir(exist_ok=True)
        self.start()

    def start(self):
        command = java("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:ErrorFile=/dev/null")
        command[-1] = "org.temper.benchmarks.RecipeWorker"
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, cwd=self.directory,
            env={**os.environ, "OMP_NUM_THREADS": "1"})

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name):
        return int(re.search(name + r":\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) << 10

    def run(self, words):
        """What became of a command: an answer, or why there is none."""
        before = self.processor_seconds()
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        resident, start = self.memory("VmRSS"), time.monotonic()
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()
        while not select.select([self.process.stdout], [], [], 0.5)[0]:
            if self.processor_seconds() - before > SECONDS or time.monotonic() - start > WALL_SECONDS:
                self.stop()
                return {"fault": "hang"}
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return self.restart({"fault": "death", "err": self.last_words(), "code": self.process.wait()})
        answer = json.loads(line)
        answer["growth"] = self.memory("VmHWM") - resident
        return answer

    def last_words(self):
        self.process.wait()
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 1000))
        return self.errors.read().decode("utf-8", "replace")

    def restart(self, answer):
        self.start()
        return answer

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.start()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def make_valid(worker, base):
    """The valid inputs, by the name of their directory."""
    data = base / "data"
    data.mkdir(parents=True)
    texts = {
        "completions.jsonl": [{"prompt": f"{i} + 1 =", "completion": str(i + 1)} for i in range(6)],
        "pairs.jsonl": [{"prompt": f"{i} + 1 =", "chosen": str(i + 1), "rejected": str(i)} for i in range(6)],
        "ratings.jsonl": [{"prompt": f"{i}", "completions": [{"completion": "1", "rating": 4.5}, {"completion": "2", "rating": 1}]} for i in range(6)],
        "labels.jsonl": [{"prompt": f"{i}", "completion": str(i % 3), "label": i % 2} for i in range(6)],
        "prompts.jsonl": [{"prompt": f"{i} + 1 ="} for i in range(6)],
    }
    for name, records in texts.items():
        (data / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    (data / "text.txt").write_text("one two three\n\n" * 20 + "four plus four is eight\n\nEnd.\n")
    rows = [(u, (u * 7 + i * 3) % 15, 1 + (u + i) % 5, 1_000_000_000 + u * 1000 + i * 60) for u in range(12) for i in range(6)]
    (data / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    (data / "ratings.dat").write_text("".join("::".join(map(str, row)) + "\n" for row in rows))
    (data / "u.data").write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    sure = [
        ["sql", f"copy (select * from read_csv('{data}/ratings.csv')) to '{data}/ratings.parquet' (format parquet)"],
        ["pretrain", "--out", str(base / "first"), *TINY, "--updates", "2", "--generated-documents", "50", "--width", "16",
         "--layers", "1", "--heads", "2", "--context", "32", "--block-length", "16"],
        ["sft", "--model", str(base / "first/model"), "--data", str(data / "completions.jsonl"), "--out", str(base / "run"), *TINY,
         "--updates", "4", "--checkpoint-every", "2"],
        ["recommend", "--out", str(base / "recommend"), "--items", "40", "--users", "40", "--events-per-user", "8", *SHAPE],
    ]
    for words in sure:
        answer = worker.run(words)
        if answer.get("code") != 0:
            sys.exit(f"{words}: {answer}")
    shutil.copytree(base / "run/model", base / "model")
    # Where there is a checkpoint, it says whose the run is, and run.json is not read.
    shutil.copytree(base / "run", base / "begun", ignore=shutil.ignore_patterns("checkpoints", "model"))
    (base / "model/generation_config.json").write_text(json.dumps({
        "do_sample": True, "temperature": 0.8, "top_k": 20, "top_p": 0.9, "min_p": 0.01, "repetition_penalty": 1.1,
        "max_new_tokens": 5, "bos_token_id": 1, "eos_token_id": [1], "num_beams": 1}))
    shutil.copytree(base / "recommend/models/sasrec", base / "recommender")
    shard(base / "model", base / "shards")


def shard(model, target):
    """The same model, its weights in two files with an index."""
    shutil.copytree(model, target)
    data = (target / "model.safetensors").read_bytes()
    (target / "model.safetensors").unlink()
    length = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8:8 + length]), data[8 + length:]
    names = sorted(name for name in header if name != "__metadata__")
    index = {}
    for part, chosen in enumerate([names[::2], names[1::2]], 1):
        file, parts, at = f"model-0000{part}-of-00002.safetensors", {}, 0
        content = b""
        for name in chosen:
            first, last = header[name]["data_offsets"]
            content += body[first:last]
            parts[name] = {**header[name], "data_offsets": [at, at + last - first]}
            at += last - first
            index[name] = file
        text = json.dumps(parts).encode()
        (target / file).write_bytes(len(text).to_bytes(8, "little") + text + content)
    (target / "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": len(body)}, "weight_map": index}))


def named(base, case):
    """What stands for files in commands."""
    return {"MODEL": base / "model", "FIRST": base / "first/model", "DATA": base / "data/completions.jsonl", "PAIRS": base / "data/pairs.jsonl",
            "CSV": base / "data/ratings.csv", "OUT": case / "out"}


def check_valid(worker, base, case):
    """Every command accepts its valid input: what is refused afterwards was damaged."""
    for reader in filter(None, READERS.values()):
        for words in reader.commands:
            shutil.copytree(base / reader.base, case / reader.base)
            names = named(base, case) | {"M": case / reader.base, "FILE": case / reader.base / reader.file}
            answer = worker.run([str(names.get(word, word)) for word in words])
            if answer.get("code") != 0:
                sys.exit(f"{words}: {answer}")
            shutil.rmtree(case)


def make_case(name, number, seed, base, case):
    """Writes a case's files; returns its command and the directory whose files must stay."""
    draw = random.Random(f"{seed}:{name}:{number}")
    names = named(base, case)
    if name == "options":
        words, options = draw.choice(OPTIONS)
        words = list(words)
        for option in draw.sample(options, min(len(options), draw.choice([1, 1, 2]))):
            value = draw.choice(NUMBERS + TEXTS[:-3] if draw.random() < 0.85 else ["gpu:99", "cosine", "bfloat16", "/dev/null", "/", "a,b,c", "1,2"])
            if option in words:
                words[words.index(option) + 1] = value
            else:
                words += [option, value]
        value = draw.choice(NUMBERS + TEXTS)
        words += [value] if draw.random() < 0.03 else []
    else:
        reader = READERS[name]
        damaged = case / reader.base / reader.file
        if reader.base == "data":
            damaged.parent.mkdir(parents=True)
            data = (base / reader.base / reader.file).read_bytes()
            if reader.packed and draw.random() < 0.15:
                damaged = damaged.with_name(damaged.name + ".gz")
                damaged.write_bytes(damage_gzip(draw, data))
            else:
                damaged.write_bytes(reader.damage(draw, data))
        else:
            shutil.copytree(base / reader.base, case / reader.base)
            damaged.write_bytes(reader.damage(draw, damaged.read_bytes()))
        words = draw.choice(reader.commands)
        names |= {"M": case / reader.base, "FILE": damaged}
    return [str(names.get(word, word)) for word in words]


def files(directory):
    """All files of a directory, with sizes and times of writing."""
    return {
        str(path.relative_to(directory)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in directory.rglob("*") if path.is_file()}


def faults(answer, before, after, cwd):
    """What an answer does that it must not."""
    if "fault" in answer:
        return [answer["fault"]]
    found = []
    lines = answer["err"].splitlines()
    if answer["code"] not in (0, 1, 2):
        found.append(f"exit {answer['code']}")
    if TRACE.search(answer["err"]) or len(answer["err"]) >= 4000:
        found.append("trace")
    if any(len(line) > CHARACTERS for line in lines):
        found.append("long line")
    errors = sum(line.startswith("error: ") for line in lines)
    if answer["code"] and (errors != 1 or not lines[-1].startswith("error: ")):
        found.append("no line of error" if not errors else "lines after the error")
    if answer["code"] == 0 and errors:
        found.append("error with exit 0")
    if answer["code"] and re.search(r"^error: (null|[\w.]+(Exception|Error)\b)", lines[-1] if lines else ""):
        found.append("bare exception")
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", answer["err"]):
        found.append("control character")
    if answer["code"] == 2 and answer["out"]:
        found.append("output before the refusal")
    if answer["growth"] > GROWTH:
        found.append("growth")
    if answer["code"] == 2 and before != after or any(cwd.iterdir()):
        found.append("written")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000, help="of all readers together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", help="some of them, separated by commas", default=",".join(READERS))
    parser.add_argument("--only", help="READER:NUMBER, one case")
    parser.add_argument("--keep", type=pathlib.Path, help="where to copy what failed")
    arguments = parser.parse_args()
    names = arguments.readers.split(",")
    numbers = [(name, number) for number in range(-(-arguments.cases // len(names))) for name in names][:arguments.cases]
    if arguments.only:
        name, _, number = arguments.only.rpartition(":")
        numbers = [(name, int(number))]
    numbers = collections.deque(numbers)
    cases, codes, failed = collections.Counter(), collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        base, case = scratch / "valid", scratch / "case"
        worker = Worker(scratch)
        make_valid(worker, base)
        check_valid(worker, base, case)
        slowest = largest = 0
        signal.signal(signal.SIGINT, lambda *_: numbers.clear())
        while numbers:
            name, number = numbers.popleft()
            shutil.rmtree(case, ignore_errors=True)
            case.mkdir()
            words = make_case(name, number, arguments.seed, base, case)
            before = files(case)
            answer = worker.run(words)
            found = faults(answer, before, files(case), worker.directory)
            cases[name] += 1
            codes[name, answer.get("code")] += 1
            slowest, largest = max(slowest, answer.get("seconds", 0)), max(largest, answer.get("growth", 0))
            if found or arguments.only:
                failed[name] += bool(found)
                print(f"{name}:{number}: {', '.join(found)}: {answer.get('err', '')[:1500]!r} {words}", flush=True)
                for path in worker.directory.iterdir():
                    path.unlink() if path.is_file() else shutil.rmtree(path)
                if arguments.keep and found:
                    shutil.copytree(case, arguments.keep / f"{name.replace(' ', '-')}-{number}", dirs_exist_ok=True)
        worker.close()
    print("| reader | cases | accepted | refused | stopped | failed |\n|---|---:|---:|---:|---:|---:|")
    for name in cases:
        row = [cases[name], codes[name, 0], codes[name, 2], codes[name, 1], failed[name]]
        print(f"| {name} | " + " | ".join(map(str, row)) + " |")
    print(f"{sum(cases.values())} cases, {sum(failed.values())} failed; slowest {slowest:.1f} s, most growth {largest >> 20} MiB")
    sys.exit(1 if sum(failed.values()) else 0)


if __name__ == "__main__":
    main()
