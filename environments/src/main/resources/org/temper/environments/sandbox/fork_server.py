"""The fork server of a sandbox: jobs come in on its standard input, what became of them goes out.

It is the first process of the sandbox's PID namespace. A job is a child of it that has neither its pipes
nor, where the sandbox isolates, any means to reach it; when the job's first process ends, whatever else is
left is killed, and what it wrote is removed. Both ways a message is the length of a head in 4 bytes, a head
in JSON, and the bytes whose lengths the head tells.
"""

import gc
import json
import os
import resource
import select
import shutil
import signal
import stat
import struct
import sys
import time

import confinement
import python_job

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
FIRST_LOOK, LOOK = 0.02, 0.04
FILES_OPEN = 256
JVM_START = 15
# Beyond its limit, so that a job that reaches it is seen there before the kernel refuses it.
PROCESSES_ABOVE = 8
KILLED_FOR = {signal.SIGXCPU: "CPU_TIME", signal.SIGXFSZ: "FILE_SIZE"}


class Channel:
    """The pipes to whoever started this sandbox."""

    def __init__(self):
        self.source = os.dup(0)
        self._sink = os.dup(1)
        null = os.open("/dev/null", os.O_RDWR)
        for standard in (0, 1):
            os.dup2(null, standard)
        os.close(null)

    def _exactly(self, length):
        parts = []
        while length > 0:
            part = os.read(self.source, min(length, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def receive(self):
        head = json.loads(self._exactly(struct.unpack(">I", self._exactly(4))[0]))
        return head, [self._exactly(length) for length in head["lengths"]]

    def send(self, head, *parts):
        encoded = json.dumps(dict(head, lengths=[len(part) for part in parts])).encode()
        data = memoryview(struct.pack(">I", len(encoded)) + encoded + b"".join(parts))
        while data:
            data = data[os.write(self._sink, data) :]


def reaped_seconds():
    """Processor time of all that has ended so far."""
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    return reaped.ru_utime + reaped.ru_stime


class Family:
    """All processes of a job: those of the PID namespace, or this one's descendants where there is none."""

    def __init__(self, isolated):
        self._isolated = isolated
        self.me = os.getpid()

    def _stats(self):
        found = {}
        for name in os.listdir("/proc"):
            if name.isdigit() and int(name) != self.me:
                try:
                    with open(f"/proc/{name}/stat", "rb") as file:
                        fields = file.read().rpartition(b")")[2].split()
                except (FileNotFoundError, ProcessLookupError):
                    continue
                found[int(name)] = fields
        if self._isolated:
            return found
        mine, grown = {self.me}, True
        while grown:
            more = {pid for pid, fields in found.items() if int(fields[1]) in mine} - mine
            grown = bool(more)
            mine |= more
        return {pid: fields for pid, fields in found.items() if pid in mine}

    def usage(self):
        """Threads, seconds of processor time, resident bytes and the processes themselves."""
        threads = ticks = pages = 0
        stats = self._stats()
        for fields in stats.values():
            threads += max(1, int(fields[17]))
            ticks += sum(map(int, fields[11:15]))
            pages += int(fields[21])
        return threads, ticks / TICKS + reaped_seconds(), pages * PAGE, stats.keys()

    @staticmethod
    def reside_in_more_than(most, pids):
        """Whether processes take more memory, where pages that they share count once; the slow way."""
        total = 0
        for pid in pids:
            try:
                with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
                    total += next(int(l.split()[1]) for l in file if l.startswith(b"Pss:")) << 10
            except (OSError, StopIteration):
                try:
                    with open(f"/proc/{pid}/statm", "rb") as file:
                        total += int(file.read().split()[1]) * PAGE
                except OSError:
                    pass
            if total > most:
                return True
        return False

    def kill(self):
        """Ends them all, and leaves no zombie."""
        if self._isolated:
            try:
                # From the first process of a namespace: to all others in it, at one stroke.
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
        else:
            self._kill_one_by_one()
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return

    def _kill_one_by_one(self):
        while pids := [pid for pid, fields in self._stats().items() if fields[0] != b"Z"]:
            # What is stopped cannot fork while the others are found.
            for kind in (signal.SIGSTOP, signal.SIGKILL):
                for pid in pids:
                    try:
                        os.kill(pid, kind)
                    except ProcessLookupError:
                        pass
            time.sleep(0.001)


class Process:
    """The first process of a job, with this end of its pipes."""

    def __init__(self, run):
        sides = [os.pipe() for _ in range(3)]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for standard, side in enumerate((sides[0][0], sides[1][1], sides[2][1])):
                    os.dup2(side, standard)
                os.closerange(3, FILES_OPEN)
                run()
            finally:
                os._exit(126)
        self.input, self.output, self.errors = sides[0][1], sides[1][0], sides[2][0]
        for side in (sides[0][0], sides[1][1], sides[2][1]):
            os.close(side)
        for side in (self.input, self.output, self.errors):
            os.set_blocking(side, False)

    def close(self):
        for side in (self.input, self.output, self.errors):
            if side is not None:
                os.close(side)


class Kept:
    """The beginning of what a job writes to a pipe."""

    def __init__(self, source, most):
        self._source = source
        self._most = most
        self._data = bytearray()

    def over(self):
        return len(self._data) > self._most

    def read(self):
        """Reads what is there; False at its end."""
        while not self.over():
            try:
                part = os.read(self._source, 1 << 16)
            except BlockingIOError:
                return True
            if not part:
                return False
            self._data += part
        return True

    def bytes(self):
        return bytes(self._data[: self._most])


class Watch:
    """A job from its start to its end, held to its limits."""

    def __init__(self, family, process, limits, started, before):
        self._family = family
        self._process = process
        self._limits = limits
        self._started = started
        self._threads, self._seconds = before
        self._status = None
        self.kept = [
            Kept(process.output, limits["outputBytes"]),
            Kept(process.errors, limits["outputBytes"]),
        ]

    def until_end(self, data, control):
        """Feeds a job its input and returns the limit that it broke, or None, and its wait status."""
        process = self._process
        poll = select.poll()
        ends = os.pidfd_open(process.pid)
        poll.register(ends, select.POLLIN)
        poll.register(control, 0)
        for side in (process.output, process.errors):
            poll.register(side, select.POLLIN)
        if data:
            poll.register(process.input, select.POLLOUT)
        else:
            self._end_input()
        try:
            return self._loop(poll, memoryview(data), ends, control)
        finally:
            os.close(ends)

    def _end_input(self):
        os.close(self._process.input)
        self._process.input = None

    def _loop(self, poll, data, ends, control):
        process = self._process
        deadline = self._started + self._limits["wallTime"]
        look = self._started + FIRST_LOOK
        by_side = dict(zip((process.output, process.errors), self.kept))
        while True:
            now = time.monotonic()
            if now >= deadline:
                return "WALL_TIME", None
            if now >= look:
                if broken := self._look():
                    return broken, None
                look = time.monotonic() + LOOK
            wait = max(0, min(deadline, look) - now)
            for side, _ in poll.poll(wait * 1000 + 0.5):
                if side == control:
                    # Nobody is left to tell.
                    self._family.kill()
                    os._exit(0)
                if side == ends:
                    status = self._status
                    if status is None:
                        status = os.waitpid(process.pid, 0)[1]
                    return None, status
                if side == process.input:
                    data = self._feed(poll, data)
                elif not by_side[side].read():
                    poll.unregister(side)
            if any(kept.over() for kept in self.kept):
                return "OUTPUT", None

    def _feed(self, poll, data):
        side = self._process.input
        try:
            data = data[os.write(side, data) :]
        except BlockingIOError:
            return data
        except BrokenPipeError:
            data = data[:0]
        if not data:
            poll.unregister(side)
            self._end_input()
        return data

    def _look(self):
        """The limit that is broken by now, if any."""
        self._reap()
        threads, seconds, resident, pids = self._family.usage()
        limits = self._limits
        if threads - self._threads > limits["processes"]:
            return "PROCESSES"
        if seconds - self._seconds > limits["cpuTime"]:
            return "CPU_TIME"
        if resident > limits["memoryBytes"]:
            if self._family.reside_in_more_than(limits["memoryBytes"], pids):
                return "MEMORY"
        return None

    def _reap(self):
        """Takes up orphans that have ended, and keeps the status of the job's first process."""
        while self._status is None:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._process.pid:
                self._status = status


class Jvm:
    """A JVM that has started and waits for a program; it runs one."""

    def __init__(self, server, memory):
        self.memory = memory
        heap = max(memory - (96 << 20), memory // 2) >> 20
        self.command = [part.replace("{heap}", str(max(heap, 8))) for part in server.setup["java"]]
        self.process = Process(lambda: server.execute(self.command))

    def wait(self):
        """Returns when it has started, which it says by a first byte."""
        if not select.select([self.process.output], [], [], JVM_START)[0] or not os.read(
            self.process.output, 1
        ):
            raise OSError("the JVM did not start: " + " ".join(self.command))


class ForkServer:
    """Runs the jobs that come."""

    def __init__(self, setup, channel):
        self.setup = setup
        self._channel = channel
        self._family = Family(setup["isolated"])
        self._filter = confinement.SystemCallFilter() if setup["isolated"] else None
        self._jvm = None
        self._per_user = setup["user"] is not None or tuple(
            int(part) for part in os.uname().release.split("-")[0].split(".")[:2]
        ) >= (5, 14)
        self._scratch = [path for path in setup["scratch"] if os.path.isdir(path)]

    def serve(self):
        if self.setup["java"]:
            self._jvm = Jvm(self, self.setup["memory"])
        gc.collect()
        gc.freeze()
        self._channel.send({"ready": True})
        while True:
            job, parts = self._channel.receive()
            self._run(job, *parts)
            if self.setup["java"]:
                self._jvm = Jvm(self, job["memoryBytes"])

    def _run(self, job, source, data):
        before = 0, reaped_seconds()
        process = self._start(job, source)
        started = time.monotonic()
        if job["language"] == "JAVA":
            before = self._family.usage()[:2]
            confinement.limit(process.pid, self._limits(job, process.pid, *before))
            data = source + data
        watch = Watch(self._family, process, job, started, before)
        limit, status = watch.until_end(data, self._channel.source)
        self._family.kill()
        seconds = time.monotonic() - started
        for kept in watch.kept:
            kept.read()
        process.close()
        if limit is None:
            limit = self._limit_of(job, status, watch)
        code = None if limit else os.waitstatus_to_exitcode(status)
        head = {
            "exit": 128 - code if code is not None and code < 0 else code,
            "limit": limit,
            "seconds": seconds,
            "cut": [kept.over() for kept in watch.kept],
            "retired": limit is not None or not self._clean(),
        }
        self._channel.send(head, *(kept.bytes() for kept in watch.kept))

    def _limit_of(self, job, status, watch):
        code = os.waitstatus_to_exitcode(status)
        if job["language"] == "SHELL" and code > 128:
            # A shell tells so that its last command was killed.
            code = 128 - code
        if -code in KILLED_FOR:
            return KILLED_FOR[-code]
        # A job that runs out of memory ends itself by this; one that does so unasked harms itself alone.
        if -code == self.setup["memorySignal"]:
            return "MEMORY"
        return "OUTPUT" if any(kept.over() for kept in watch.kept) else None

    def _start(self, job, source):
        language = job["language"]
        if language == "JAVA":
            jvm, self._jvm = self._jvm, None
            if jvm.memory != job["memoryBytes"]:
                self._family.kill()
                jvm.process.close()
                jvm = Jvm(self, job["memoryBytes"])
            jvm.wait()
            return jvm.process
        if language == "PYTHON":
            text = source.decode()
            return Process(lambda: self._python(job, text))
        with open("main.sh", "wb") as script:
            script.write(source)
        return Process(lambda: self._shell(job))

    def _limits(self, job, pid, threads=0, seconds=0.0):
        with open(f"/proc/{pid}/statm", "rb") as file:
            space = int(file.read().split()[0]) * PAGE
        most = job["memoryBytes"] + space
        cpu = int(seconds + job["cpuTime"]) + 2
        limits = [
            (resource.RLIMIT_AS, most, most),
            (resource.RLIMIT_CPU, cpu, cpu + 1),
            (resource.RLIMIT_FSIZE, job["fileBytes"], job["fileBytes"]),
        ]
        if self.setup["isolated"] and self._per_user:
            processes = threads + job["processes"] + PROCESSES_ABOVE
            limits.append((resource.RLIMIT_NPROC, processes, processes))
        return limits

    def _confine(self):
        if self._filter is not None:
            confinement.show()
            self._filter.apply()

    def _python(self, job, source):
        confinement.limit(0, self._limits(job, "self"))
        self._confine()
        python_job.run(source, self.setup["memorySignal"])

    def _shell(self, job):
        confinement.limit(0, self._limits(job, "self"))
        self.execute(["/bin/sh", "main.sh"])

    def execute(self, command):
        """Becomes another program."""
        self._confine()
        for kind in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(kind, signal.SIG_DFL)
        os.execv(command[0], command)

    def _clean(self):
        """Removes what a job wrote; False where some of it stays."""
        try:
            for directory in self._scratch:
                os.chmod(directory, stat.S_IRWXU)
                for name in os.listxattr(directory):
                    if name.startswith("user."):
                        os.removexattr(directory, name)
                with os.scandir(directory) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            _remove(entry.path)
                        else:
                            os.unlink(entry.path)
            return True
        except (OSError, RecursionError):
            return False


def _remove(directory):
    """Removes a directory whose owner may have shut himself out of it."""
    os.chmod(directory, stat.S_IRWXU)
    for path, directories, _ in os.walk(directory):
        for name in directories:
            child = os.path.join(path, name)
            if not os.path.islink(child):
                os.chmod(child, stat.S_IRWXU)
    shutil.rmtree(directory)


def _isolate(setup):
    if setup["root"]:
        os.setsid()
        confinement.build_root(setup["root"], setup["binds"], setup["links"])
    owner = os.getuid() if setup["user"] is None else setup["user"]
    confinement.mount_scratch(setup["scratch"], setup["scratchBytes"], setup["scratchFiles"], owner)
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    confinement.drop_privileges(setup["user"])


def main():
    setup = json.loads(sys.argv[1])
    if setup["isolated"]:
        _isolate(setup)
    else:
        confinement.adopt_orphans()
    os.chdir(setup["scratch"][0])
    # The first process of a namespace gets no signal from within that it does not handle.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fixed = [(resource.RLIMIT_NOFILE, FILES_OPEN, FILES_OPEN), (resource.RLIMIT_CORE, 0, 0)]
    confinement.limit(0, fixed)
    if setup["compiler"]:
        if setup["isolated"]:
            confinement.SystemCallFilter().apply()
        os.execv(setup["compiler"][0], setup["compiler"])
    if setup["isolated"]:
        confinement.hide()
    ForkServer(setup, Channel()).serve()


if __name__ == "__main__":
    main()
