#!/usr/bin/python3
"""No system call that fails, and no full disk, turns a verdict into another pass or fail.

strace makes the n-th call of one kind fail in grade itself, for calls spread over the whole run.
Whatever happens then, a verdict that passes or fails must do so without the fault too.
"""
import collections
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import unittest

from support import GRADE, FolderTest, grade, main, mutant, verdicts

FAULTS = {
    "openat": "EMFILE", "openat2": "EACCES", "read": "EIO", "write": "ENOSPC", "fstat": "EIO",
    "newfstatat": "EACCES", "mkdir": "ENOSPC", "rename": "ENOSPC", "unlink": "EROFS",
    "unlinkat": "EROFS", "getdents64": "EIO", "pipe2": "EMFILE", "socketpair": "EMFILE",
    "memfd_create": "EMFILE", "pidfd_open": "EMFILE", "vfork": "EAGAIN", "clone": "EAGAIN",
    "clone3": "EAGAIN", "epoll_create1": "EMFILE", "epoll_ctl": "ENOMEM", "fcntl": "EMFILE",
    "flock": "EINTR", "wait4": "EINTR", "kill": "EPERM", "chmod": "EPERM", "fchmodat": "EPERM",
    "sendfile": "EIO", "copy_file_range": "EIO", "setsockopt": "EPERM",
}
POSITIONS = 4  # of each call, spread over the run
AT_ONCE = 2  # runs


def can_trace():
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


@unittest.skipUnless(can_trace(), "strace is not there or may not trace")
class Faults(FolderTest):
    def setUp(self):
        super().setUp()
        self.wrong = mutant("task03-work-removed", self.dir)

    def count_calls(self, args):
        log = self.dir / "calls"
        subprocess.run(["strace", "-o", log, "-e", "trace=" + ",".join("?" + c for c in FAULTS),
                        GRADE, *args], capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
        return collections.Counter(re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.M))

    def inject(self, call, n, args):
        return subprocess.run(
            ["strace", "-o", "/dev/null", "-e", f"inject={call}:error={FAULTS[call]}:when={n}",
             GRADE, *args], capture_output=True, stdin=subprocess.DEVNULL, timeout=300)

    def assert_the_same_or_undecided(self, result, baseline, where):
        self.assertIn(result.returncode, (0, 1, 2, 3, 4, 5, 127, 134, -6), (where, result.stderr[-500:]))
        try:
            seen = verdicts(result.stdout)
        except (json.JSONDecodeError, UnicodeDecodeError):
            self.assertNotIn(result.returncode, (0, 2), where)
            return
        for key, outcome in seen.items():
            if outcome in ("pass", "fail"):
                self.assertEqual(baseline.get(key), outcome, (where, key))
        if result.returncode == 0:
            self.assertEqual(set(baseline.values()), {"pass"}, where)

    def try_all(self, args_of, baseline):
        faults = [(call, 1 + i * total // min(total, POSITIONS))
                  for call, total in sorted(self.count_calls(args_of("counted")).items())
                  for i in range(min(total, POSITIONS))]
        self.assertGreater(len(faults), 20)

        def attempt(fault):
            name = f"{fault[0]}-{fault[1]}"
            result = self.inject(*fault, args_of(name))
            shutil.rmtree(self.dir / name, ignore_errors=True)
            return result

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(attempt, faults))
        for (call, n), result in zip(faults, results):
            self.assert_the_same_or_undecided(result, baseline, f"{call} {FAULTS[call]} at {n}")
        print(f"{len(faults)} faults", end=" ", flush=True)

    def fresh_run(self, name):
        """Arguments of a run with a recording of that name."""
        return ["run", str(self.wrong), "--record", str(self.dir / name), "--format", "json"]

    def test_a_failing_call_while_running(self):
        baseline = verdicts(grade(*self.fresh_run("baseline")).stdout)
        self.assertIn("fail", baseline.values())
        self.try_all(self.fresh_run, baseline)

    def test_a_failing_call_while_judging(self):
        grade(*self.fresh_run("recording"))
        judge = ["judge", str(self.dir / "recording"), "--format", "json"]
        self.try_all(lambda _: judge, verdicts(grade(*judge).stdout))

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_a_full_disk(self):
        baseline = verdicts(grade(*self.fresh_run("baseline")).stdout)
        disk = self.dir / "disk"
        disk.mkdir()
        for kib in (4, 16, 64, 256):
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "none", disk], check=True)
            try:
                args = ["run", str(self.wrong), "--record", str(disk / "r"), "--format", "json"]
                self.assert_the_same_or_undecided(grade(*args), baseline, f"a disk of {kib} KiB")
            finally:
                subprocess.run(["umount", disk], check=True)


main()
