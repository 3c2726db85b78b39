"""How a worker speaks with compare.py: JSON lines.

A worker reads {"command": "setup", "workload": FILE, "options": {...}}, then any number of {"command": "step"}, then
{"command": "quit"}. Each answer is one line on the original standard output; whatever libraries print goes to standard
error. To be imported before them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Callable

_answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def answer(value: dict) -> None:
    _answers.write(json.dumps(value) + "\n")
    _answers.flush()


def next_command() -> dict:
    line = sys.stdin.readline()
    return json.loads(line) if line.strip() else {"command": "quit"}


def serve(step: Callable[[], dict]) -> None:
    """Answers each command with one step and its time."""
    while next_command()["command"] == "step":
        start = time.perf_counter()
        result = step()
        answer({"seconds": time.perf_counter() - start, **result})
