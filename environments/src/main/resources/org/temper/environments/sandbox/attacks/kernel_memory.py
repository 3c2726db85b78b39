import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0, ctypes.c_size_t(1 << 30), 0o1600) >= 0:
    print("ESCAPED: shared memory that outlives its processes")
if libc.memfd_create(b"x", 0) >= 0:
    print("ESCAPED: memory that no limit counts")
if libc.unshare(0x10000000) == 0:
    print("ESCAPED: a user namespace")
