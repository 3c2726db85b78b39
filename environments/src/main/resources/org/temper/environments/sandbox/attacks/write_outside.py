import os
import sys

host = sys.stdin.readline().strip()
for directory in ("/", "/usr", "/usr/bin", "/etc", "/var", "/dev", "/temper", "/proc/sys/kernel", host):
    try:
        path = os.path.join(directory, "written")
        with open(path, "w") as file:
            file.write("x")
        print("ESCAPED: wrote", path)
    except OSError:
        pass
for path in ("/temper/fork_server.py", "/usr/bin/env", "/proc/sys/kernel/core_pattern"):
    try:
        open(path, "a").close()
        print("ESCAPED: opened", path)
    except OSError:
        pass
    try:
        os.chmod(path, 0o777)
        print("ESCAPED: changed", path)
    except OSError:
        pass
