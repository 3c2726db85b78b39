import os
import signal
import sys

host = int(sys.stdin.readline())
for pid in (os.getppid(), host, 0 - os.getppid(), -1):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
print("done")
