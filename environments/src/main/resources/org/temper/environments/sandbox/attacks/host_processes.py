import os
import sys

host = sys.stdin.readline().strip()
pids = [name for name in os.listdir("/proc") if name.isdigit()]
if len(pids) > 4:
    print("ESCAPED: saw", len(pids), "processes")
for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches"):
    try:
        open(path, "w").close()
        print("ESCAPED: opened", path)
    except OSError:
        pass
try:
    with open(f"/proc/{host}/cmdline") as file:
        if "java" in file.read():
            print("ESCAPED: saw the JVM", host)
except OSError:
    pass
