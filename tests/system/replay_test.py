#!/usr/bin/python3
"""A recording judged again, without Go and elsewhere, gives the same bytes."""
import os
import pathlib
import shutil

from support import FolderTest, grade, main

RECORDED = pathlib.Path(os.environ["GRADE_RECORDED"])  # see record_run


class Replay(FolderTest):
    def setUp(self):
        super().setUp()
        self.recording = self.dir / "moved"
        shutil.copytree(RECORDED / "recording", self.recording)

    def test_judging_again_without_go_gives_the_same_bytes(self):
        for form in ("json", "junit", "console"):
            first = grade("judge", self.recording, "--format", form, env={"PATH": "/nowhere"})
            again = grade("judge", self.recording, "--format", form, env={"PATH": "/nowhere"})
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertEqual(first.stdout, again.stdout)
            if form == "json":
                self.assertEqual(first.stdout, (RECORDED / "report.json").read_bytes())

    def test_a_launch_of_a_recording_is_observed(self):
        launch = next((self.recording / "0/task03/launches").iterdir())
        shown = grade("observe", "text", launch)
        self.assertEqual((shown.returncode, shown.stderr), (0, b""))
        self.assertIn(b"\nbytes: ", shown.stdout)

    def test_a_cut_recording_is_an_error_and_never_a_pass(self):
        launches = self.recording / "0/task03/launches"
        stderr = next(launches.glob("notes-*/stderr"))
        stderr.write_bytes(stderr.read_bytes()[:-1])
        again = grade("judge", self.recording, "--format", "json")
        self.assertEqual(again.returncode, 3)
        self.assertNotIn(b'"outcome": "pass"', again.stdout)


main()
