import ctypes
import os
import resource

for number in range(1, 65):
    for pid in (1, os.getppid()):
        try:
            os.kill(pid, number)
        except OSError:
            pass
libc = ctypes.CDLL(None)
for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
    try:
        resource.prlimit(1, kind, (1, 1))
        print("ESCAPED: a limit of the fork server")
    except OSError:
        pass
if libc.setpriority(0, 1, 19) == 0:
    print("ESCAPED: the priority of the fork server")
print("done")
