import os
import sys

secret = sys.stdin.readline().strip()
for path in (secret, "/etc/shadow", "/etc/passwd", "/proc/1/root/etc/passwd", "/proc/1/cwd/../etc/passwd"):
    try:
        with open(path) as file:
            file.read()
        print("ESCAPED: read", path)
    except OSError:
        pass
for path in (os.path.dirname(secret), "/home", "/root", "/var", "/mnt", "/etc/ssh"):
    try:
        found = os.listdir(path)
    except OSError:
        continue
    # Where an interpreter or a JDK lies there, its directory alone is seen.
    if [name for name in found if not os.path.realpath(sys.executable).startswith(f"{path}/{name}/")]:
        print("ESCAPED: listed", path)
