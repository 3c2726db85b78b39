import os
import sys

secret = sys.stdin.readline().strip()
for path in ("/proc/1/environ", f"/proc/{os.getppid()}/environ", "/proc/self/environ"):
    try:
        with open(path) as file:
            if secret in file.read():
                print("ESCAPED: the host's environment in", path)
    except OSError:
        pass
allowed = {"PATH", "LANG", "LC_CTYPE", "MALLOC_ARENA_MAX", "PWD", "PYTHONHASHSEED", "PYTHONUTF8"}
if os.environ.keys() - allowed:
    print("ESCAPED:", sorted(os.environ.keys() - allowed))
