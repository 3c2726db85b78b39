"""A Python program, run in a fork of a warm interpreter as `python3 main.py` would run it."""

import abc  # noqa: F401, what follows is loaded here so that jobs find it loaded
import array  # noqa: F401
import atexit
import base64  # noqa: F401
import bisect  # noqa: F401
import builtins
import collections  # noqa: F401
import contextlib  # noqa: F401
import copy  # noqa: F401
import csv  # noqa: F401
import dataclasses  # noqa: F401
import datetime  # noqa: F401
import decimal  # noqa: F401
import enum  # noqa: F401
import fractions  # noqa: F401
import functools  # noqa: F401
import gc
import hashlib  # noqa: F401
import heapq  # noqa: F401
import io  # noqa: F401
import itertools  # noqa: F401
import json  # noqa: F401
import linecache
import math  # noqa: F401
import operator  # noqa: F401
import os
import random
import re  # noqa: F401
import signal
import site
import statistics  # noqa: F401
import string  # noqa: F401
import subprocess  # noqa: F401
import sys
import textwrap  # noqa: F401
import threading
import time  # noqa: F401
import traceback
import types
import typing  # noqa: F401

NAME = "main.py"

# `python3 -S` leaves exit(), quit() and help() out.
site.setquit()
site.setcopyright()
site.sethelper()


def run(source, memory_signal):
    """Runs a program to its end, and ends this process as the program ends."""
    status = 1
    try:
        status = _execute(source)
    except MemoryError:
        os.kill(os.getpid(), memory_signal)
    finally:
        os._exit(status)


def _execute(source):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    random.seed(0)
    sys.argv = [NAME]
    sys.path[0] = os.getcwd()
    linecache.cache[NAME] = (len(source), None, source.splitlines(True), NAME)
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __file__=NAME)
    sys.modules["__main__"] = main
    status = _status(lambda: exec(compile(source, NAME, "exec"), main.__dict__))
    _status(threading._shutdown)
    atexit._run_exitfuncs()
    main.__dict__.clear()
    gc.collect()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return status or 120
    return status


def _status(program):
    try:
        program()
        return 0
    except SystemExit as end:
        if end.code is None:
            return 0
        if isinstance(end.code, int):
            return end.code & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except MemoryError:
        raise
    except BaseException as error:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
            frames = frames.tb_next
        error.__traceback__ = frames
        if sys.excepthook is sys.__excepthook__:
            # The built-in one would look for the source on disk.
            traceback.print_exception(error)
        else:
            sys.excepthook(type(error), error, frames)
        return 1
