#!/usr/bin/python3
"""What the host has open, planted or locked neither harms it nor loses a report."""
import fcntl
import os
import pathlib
import shutil
import stat
import subprocess
import unittest

from support import GRADE, SOURCE, FolderTest, grade, main, verdicts

RECORDED = pathlib.Path(os.environ["GRADE_RECORDED"]) / "recording"
TASK = SOURCE / "submissions/reference/task03"


class Reports(FolderTest):
    def judge(self, *args, **streams):
        return subprocess.run([GRADE, "judge", RECORDED, "--format", "json", *args],
                              stdin=subprocess.DEVNULL, timeout=60,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams})

    @unittest.skipUnless(os.geteuid() == 0, "making a device needs root")
    def test_a_device_stays_one(self):
        device = self.dir / "null"
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        self.assertEqual(self.judge("-o", device).returncode, 0)
        self.assertTrue(stat.S_ISCHR(device.stat().st_mode))

    def test_a_pipe_is_written_to(self):
        pipe = self.dir / "pipe"
        os.mkfifo(pipe)
        reader = subprocess.Popen(["timeout", "60", "cat", pipe], stdout=subprocess.PIPE)
        self.judge("-o", pipe)
        self.assertEqual(set(verdicts(reader.communicate()[0]).values()), {"pass"})

    def test_a_planted_link_is_not_followed(self):
        mine = self.dir / "mine"
        mine.write_text("mine")
        report = self.dir / "report.json"
        report.symlink_to(mine)
        self.assertEqual(self.judge("-o", report).returncode, 0)
        self.assertEqual(mine.read_text(), "mine")
        self.assertEqual(set(verdicts(report.read_text()).values()), {"pass"})

    def test_a_report_that_nobody_got_is_none(self):
        with open("/dev/full", "wb") as full:
            run = self.judge(stdout=full)
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"cannot write to standard output", run.stderr)

    def test_streams_that_are_closed(self):
        for closed, code in (("<&-", 0), (">&-", 3), ("2>&-", 0), ("<&- 2>&-", 0), ("<&- >&- 2>&-", 3)):
            run = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", GRADE, "judge", RECORDED],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            self.assertEqual(run.returncode, code, closed)


class Recordings(FolderTest):
    def setUp(self):
        super().setUp()
        self.recording = self.dir / "recording"
        shutil.copytree(RECORDED, self.recording)

    def test_only_the_owner_reads_them(self):
        self.assertEqual(RECORDED.stat().st_mode & 0o777, 0o700)

    def test_two_resume_the_same(self):
        held = os.open(self.recording, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        run = grade("run", "--resume", self.recording)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertIn(b"another run uses this recording", run.stderr)

    def test_a_run_that_has_just_begun_is_not_taken_for_dead(self):
        (self.recording / "run.json").unlink()
        held = os.open(self.recording, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        run = grade("run", TASK, "--record", self.recording)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertTrue((self.recording / "0").is_dir())
        os.close(held)

    def test_a_run_that_was_killed_at_its_very_begin(self):
        (self.recording / "run.json").unlink()
        run = grade("run", TASK, "--record", self.recording, "--format", "json")
        self.assertEqual(set(verdicts(run.stdout).values()), {"pass"}, run.stderr)

    def test_a_folder_of_others_is_left_alone(self):
        (self.recording / "run.json").unlink()
        (self.recording / ".begun").unlink()
        run = grade("run", TASK, "--record", self.recording)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertTrue((self.recording / "0").is_dir())


class Surroundings(FolderTest):
    """What the caller's shell has set changes no verdict."""

    def run_below(self, setting, **env):
        return subprocess.run(
            ["sh", "-c", f'{setting}; exec "$@"', "sh", GRADE, "run", TASK, "--record",
             self.dir / "recording", "--format", "json"], cwd=self.dir,
            env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)

    def test_a_umask_that_closes_files_to_others(self):
        run = self.run_below("umask 077")
        self.assertEqual(set(verdicts(run.stdout).values()), {"pass"}, run.stderr)

    def test_few_descriptors(self):
        run = self.run_below("ulimit -n 64")
        if run.returncode == 3:  # not as root
            self.assertIn(b"may open 64 files, and 1024 are needed", run.stderr)
        else:
            self.assertEqual(set(verdicts(run.stdout).values()), {"pass"}, run.stderr)

    def test_small_files_only(self):
        run = self.run_below("ulimit -f 100")
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertTrue(run.stderr.startswith(b"grade: "), run.stderr)

    def test_settings_of_go(self):
        (self.dir / "goenv").write_text("GOFLAGS=-tags=other\nGOARCH=arm64\n")
        run = self.run_below(":", GOENV=str(self.dir / "goenv"), GOFLAGS="-race",
                             GOWORK="/nonexistent", GOOS="windows", GOROOT="/nonexistent",
                             GOTOOLCHAIN="go1.99", GO111MODULE="off", TZ="Asia/Kathmandu",
                             LC_ALL="tr_TR.UTF-8", TMPDIR="/nonexistent")
        self.assertEqual(set(verdicts(run.stdout).values()), {"pass"}, run.stderr)


main()
