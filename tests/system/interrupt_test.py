#!/usr/bin/python3
"""Ctrl-C leaves a recording that can be judged and no process; so does a killed grade."""
import pathlib
import signal
import subprocess
import time

from support import GRADE, SOURCE, FolderTest, grade, main, verdicts


def parents():
    """{process: its parent}, for all that run now; in a container nobody may wait for the dead."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    found[int(entry.name)] = int(parent)
            except OSError:
                pass
    return found


def descendants_of(ancestor):
    parent_of = parents()
    found = {ancestor}
    while True:
        more = {pid for pid, parent in parent_of.items() if parent in found} - found
        if not more:
            return found - {ancestor}
        found |= more


class Interrupt(FolderTest):
    def start(self):
        """Starts a run and waits until a student's program runs in it."""
        process = subprocess.Popen(
            [GRADE, "run", SOURCE / "submissions/reference/task01", "--record", self.dir / "recording"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True)
        for line in process.stderr:
            if line.startswith(b"started") and b"ticking" in line:
                return process, descendants_of(process.pid)
        self.fail("no launch was started")

    def assert_gone(self, processes):
        self.assertTrue(processes)
        for _ in range(50):
            left = processes & parents().keys()
            if not left:
                return
            time.sleep(0.1)
        self.fail(f"processes left behind: {left}")

    def test_an_interrupt_leaves_a_recording_that_can_be_judged(self):
        process, started = self.start()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 130, stderr)
        self.assertIn(b"interrupted", stderr)
        self.assert_gone(started)
        again = grade("judge", self.dir / "recording", "--format", "json")
        self.assertIn(again.returncode, (1, 2), again.stderr)
        self.assertIn(b'"outcome": "inconclusive"', again.stdout)
        finished = grade("run", "--resume", self.dir / "recording", "--format", "json")
        self.assertEqual(finished.returncode, 2, finished.stderr)
        self.assertEqual(set(verdicts(finished.stdout).values()), {"pass", "review"})

    def test_a_killed_grade_leaves_no_process(self):
        process, started = self.start()
        process.kill()
        process.communicate()
        self.assert_gone(started)


main()
