#!/usr/bin/env python3
"""A recording judged again, without Go and elsewhere, gives the same bytes."""
import shutil

from support import SOURCE, FolderTest, grade, main


class Replay(FolderTest):
    def test_judging_again_without_go_gives_the_same_bytes(self):
        recording = self.dir / "recording"
        run = grade("run", SOURCE / "submissions/reference/task03", "--record", recording,
                    "--format", "json")
        self.assertEqual(run.returncode, 0, run.stderr)
        moved = self.dir / "moved"
        shutil.move(recording, moved)
        for form in ("json", "junit", "console"):
            first = grade("judge", moved, "--format", form, env={"PATH": "/nowhere"})
            again = grade("judge", moved, "--format", form, env={"PATH": "/nowhere"})
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertEqual(first.stdout, again.stdout)
            if form == "json":
                self.assertEqual(first.stdout, run.stdout)

    def test_a_cut_recording_is_an_error_and_never_a_pass(self):
        recording = self.dir / "recording"
        grade("run", SOURCE / "submissions/reference/task03", "--record", recording)
        launch = next((recording / "0/task03/launches").iterdir())
        stderr = launch / "stderr"
        stderr.write_bytes(stderr.read_bytes()[:-1])
        again = grade("judge", recording, "--format", "json")
        self.assertEqual(again.returncode, 3)
        self.assertNotIn(b'"outcome": "pass"', again.stdout)


main()
