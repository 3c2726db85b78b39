"""What a sandbox takes from itself before it runs anything: mounts, privileges, system calls.

Linux on x86-64 and 64-bit ARM. Everything goes through libc by ctypes, as Python wraps none of it.
"""

import ctypes
import os
import resource
import struct
import sys

LIBC = ctypes.CDLL(None, use_errno=True)

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 22, 36, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
CAPABILITY_VERSION_3 = 0x20080522

EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# By name: the numbers on x86-64 and on ARM. What reaches other processes of the sandbox or the memory of
# none, what makes namespaces, mounts and kernel objects that outlive a process, and what has a long record
# of faults in the kernel.
FORBIDDEN = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
PRLIMIT64, CLONE, CLONE3, SOCKET = (302, 261), (56, 220), (435, 435), (41, 198)
NEW_NAMESPACES = 0x7E020000
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: a network namespace does not hold AF_VSOCK


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _called(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _prctl(option, *arguments):
    longs = [ctypes.c_ulong(argument) for argument in arguments + (0,) * (4 - len(arguments))]
    _called(LIBC.prctl(option, *longs), f"prctl {option}")


def _mount(source, target, kind, flags, options=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _called(LIBC.mount(*encoded, ctypes.c_ulong(flags), data), f"mount {target}")


def _read_only(root):
    """Makes all mounts at and below a directory read-only; flags that are locked are kept."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
        points = [line.split(" ")[4].encode().decode("unicode_escape") for line in mounts]
    for point in points:
        if point == root or point.startswith(root + "/"):
            given = os.statvfs(point).f_flag
            # noexec, noatime and nodiratime are the same bits in both; relatime is not.
            locked = given & (MS_NOEXEC | 1024 | 2048) | (given & 4096) << 9
            _mount(None, point, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | locked)


def build_root(root, binds, links):
    """A root of its own, of read-only binds, as bubblewrap would make it; for a sandbox by unshare."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for source, target in binds:
        inside = root + target
        os.makedirs(inside if os.path.isdir(source) else os.path.dirname(inside), exist_ok=True)
        if not os.path.isdir(source):
            open(inside, "w").close()
        _mount(source, inside, None, MS_BIND | MS_REC)
        _read_only(inside)
    for target, link in links:
        os.symlink(target, root + link)
    for directory in ("proc", "dev/shm", "tmp", "work", "old"):
        os.makedirs(f"{root}/{directory}")
    for device in ("null", "zero", "full", "random", "urandom"):
        open(f"{root}/dev/{device}", "w").close()
        _mount(f"/dev/{device}", f"{root}/dev/{device}", None, MS_BIND)
    for link, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink("/proc/self/fd" + target, f"{root}/dev/{link}")
    _mount("proc", root + "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    for part in ("sys", "sysrq-trigger", "irq", "bus"):
        if os.path.exists(f"{root}/proc/{part}"):
            _mount(f"{root}/proc/{part}", f"{root}/proc/{part}", None, MS_BIND)
            _mount(
                None,
                f"{root}/proc/{part}",
                None,
                MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
            )
    os.chdir(root)
    pivot_root = FORBIDDEN["pivot_root"][_machine()[1]]
    _called(LIBC.syscall(ctypes.c_long(pivot_root), b".", b"old"), "pivot_root")
    os.chdir("/")
    _called(LIBC.umount2(b"/old", MNT_DETACH), "umount /old")
    os.rmdir("/old")
    _mount(None, "/", None, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def mount_scratch(directories, size, inodes, owner):
    """Empty file systems in memory, each of so many bytes and files at most."""
    for directory in directories:
        options = f"size={size},nr_inodes={inodes},mode=700,uid={owner},gid={owner}"
        _mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV, options)


def drop_privileges(user):
    """Becomes a user of its own where one is given, without any capability from here on."""
    if user is not None:
        os.setgroups([])
    for capability in range(64):
        try:
            _prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break
    if user is not None:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _called(LIBC.capset(header, bytes(24)), "capset")
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    # A change of user takes this off.
    _prctl(PR_SET_PDEATHSIG, 9)


def hide():
    """Closes this process's memory and files to others of its user."""
    _prctl(PR_SET_DUMPABLE, 0)


def show():
    """Undoes hide() in a child, which would not be able to open /dev/stdout otherwise."""
    _prctl(PR_SET_DUMPABLE, 1)


def adopt_orphans():
    """Makes this process the parent of its descendants' orphans; without a PID namespace."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _machine():
    machine = os.uname().machine
    if machine not in MACHINES or sys.byteorder != "little":
        raise OSError(f"machine: expected one of {sorted(MACHINES)}, got {machine}")
    return MACHINES[machine]


def _filter():
    architecture, column = _machine()
    load, equal, at_least, any_bit, end = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, kill = 0x7FFF0000, 0x80000000

    def refuse(error):
        return (end, 0, 0, 0x00050000 | error)

    code = [(load, 0, 0, 4), (equal, 1, 0, architecture), (end, 0, 0, kill), (load, 0, 0, 0)]
    if column == 0:
        code += [(at_least, 0, 1, 0x40000000), (end, 0, 0, kill)]
    for numbers in FORBIDDEN.values():
        code += [(equal, 0, 1, numbers[column]), refuse(EPERM)]
    # glibc takes clone where there is no clone3, whose flags a filter cannot see.
    code += [(equal, 0, 1, CLONE3[column]), refuse(ENOSYS)]
    code += [
        (equal, 0, 4, CLONE[column]),
        (load, 0, 0, 16),
        (any_bit, 0, 1, NEW_NAMESPACES),
        refuse(EPERM),
        (end, 0, 0, allow),
    ]
    # The limits of the caller itself alone.
    code += [
        (equal, 0, 4, PRLIMIT64[column]),
        (load, 0, 0, 16),
        (equal, 1, 0, 0),
        refuse(EPERM),
        (end, 0, 0, allow),
    ]
    code += [(equal, 0, len(FAMILIES) + 3, SOCKET[column]), (load, 0, 0, 16)]
    code += [(equal, len(FAMILIES) - i, 0, family) for i, family in enumerate(FAMILIES)]
    code += [refuse(EAFNOSUPPORT), (end, 0, 0, allow)]
    code += [(end, 0, 0, allow)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


class SystemCallFilter:
    """The system calls that a job may make."""

    def __init__(self):
        code = _filter()
        self._buffer = ctypes.create_string_buffer(code, len(code))
        self._program = _Program(len(code) // 8, ctypes.addressof(self._buffer))

    def apply(self):
        """From here on, for this process and its descendants, for ever."""
        _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(self._program))


def limit(pid, limits):
    """Sets limits of a process, the soft and the hard one, but never above what it has."""
    for kind, soft, hard in limits:
        _, most = resource.prlimit(pid, kind)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.prlimit(pid, kind, (soft, hard))
