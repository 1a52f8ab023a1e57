#!/usr/bin/python3
"""What goes wrong with the machine is never charged to the student."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from support import GRADE, SOURCE, FolderTest, grade, main, verdicts

TASK = SOURCE / "submissions/reference/task03"


def goroot():
    """Of the Go that grade finds by itself."""
    found = re.search(r"^ok +go\S+ at (\S+)$", grade("doctor").stdout.decode(), re.MULTILINE)
    return pathlib.Path(os.path.realpath(found[1])).parents[1]


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:  # another disk, or files of others
        shutil.copy2(source, target)


class LittleRoom(FolderTest):
    @unittest.skipUnless(os.geteuid() == 0, "mounting a small disk needs root")
    def test_a_small_state_folder(self):
        state = self.dir / "state"
        state.mkdir()
        for mib in (2, 10):
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "none", state], check=True)
            try:
                run = grade("run", TASK, "--format", "json", env={**os.environ, "GRADE_STATE": str(state)})
            finally:
                subprocess.run(["umount", state], check=True)
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(b"are needed on this disk", run.stderr)
            self.assertNotIn(b"fail", run.stdout)


class Toolchain(FolderTest):
    """A Go of our own that is damaged in one way after the other; prepared in a state of its own."""

    def setUp(self):
        super().setUp()
        self.go = self.dir / "go"
        shutil.copytree(goroot(), self.go, copy_function=link_or_copy)
        self.state = self.dir / "state"
        self.env = {**os.environ, "GRADE_STATE": str(self.state)}

    def run_task(self):
        return grade("run", TASK, "--go", self.go, "--format", "json", env=self.env)

    def prepared(self):
        [found] = [d for d in (self.state / "runtime").iterdir() if d.is_dir()]
        return found

    def test_damage_is_mended_or_told(self):
        honest = self.run_task()
        self.assertEqual(honest.returncode, 0, honest.stderr)
        self.assertEqual(set(verdicts(honest.stdout).values()), {"pass"})

        with self.subTest("a tool vanishes while it grades"):
            run = subprocess.Popen([GRADE, "run", TASK, "--go", self.go, "--format", "json"],
                                   env=self.env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            while run.poll() is None and not any(
                    (self.state / "work").glob("run*/*/task03/src/go.mod")):
                time.sleep(0.001)
            tools = next((self.go / "pkg/tool").iterdir())
            tools.rename(self.dir / "tools")
            out, err = run.communicate()
            seen = verdicts(out)
            self.assertNotIn("fail", seen.values(), err)
            self.assertIn("error", seen.values(), err)
            self.assertEqual(run.returncode, 3)

        with self.subTest("it is not there from the start"):
            run = self.run_task()
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(b"the prepared runtime is damaged", run.stderr)

        with self.subTest("and is there again"):
            (self.dir / "tools").rename(tools)
            self.assertEqual(verdicts(self.run_task().stdout), verdicts(honest.stdout))

        with self.subTest("an entry of the cache is cut"):
            entry = max(self.prepared().glob("cache/*/*-d"), key=lambda e: e.stat().st_size)
            entry.chmod(0o644)
            entry.write_bytes(b"")
            run = self.run_task()
            self.assertIn(b"the prepared runtime is damaged and made again", run.stderr)
            self.assertEqual(verdicts(run.stdout), verdicts(honest.stdout))


class Stall(FolderTest):
    def test_grade_is_stopped_for_three_seconds(self):
        task = SOURCE / "submissions/reference/task01"
        run = subprocess.Popen([GRADE, "run", task, "-c", "1.1", "--format", "json"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        next(line for line in run.stderr if line.startswith(b"started ") and b"ticking" in line)
        time.sleep(3)
        run.send_signal(signal.SIGSTOP)
        time.sleep(3)
        run.send_signal(signal.SIGCONT)
        out, _ = run.communicate()
        self.assertEqual(set(verdicts(out).values()), {"inconclusive"})
        self.assertIn(b"kept grade itself from running", out)
        self.assertEqual(run.returncode, 2)


main()
