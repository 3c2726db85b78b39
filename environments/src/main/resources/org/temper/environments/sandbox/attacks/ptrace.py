import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, SEIZE = 16, 0x4206
for request in (ATTACH, SEIZE):
    for pid in (1, os.getppid()):
        if libc.ptrace(request, pid, None, None) == 0:
            print("ESCAPED: traced", pid)
for name in ("mem", "fd/3", "fd/4", "maps", "environ"):
    try:
        open(f"/proc/1/{name}", "rb").close()
        print("ESCAPED: opened", name, "of the fork server")
    except OSError:
        pass
