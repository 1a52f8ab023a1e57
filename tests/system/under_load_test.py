#!/usr/bin/python3
"""The reference gets the same verdicts three times in a row with two busy loops beside it."""
import subprocess
import sys

from support import SOURCE, FolderTest, grade, main, verdicts


class UnderLoad(FolderTest):
    def setUp(self):
        super().setUp()
        for _ in range(2):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            self.addCleanup(busy.wait)
            self.addCleanup(busy.kill)

    def test_verdicts_stay_the_same(self):
        for _ in range(3):
            run = grade("run", SOURCE / "submissions/reference", "--format", "json")
            seen = verdicts(run.stdout)
            self.assertEqual(len(seen), 12)
            for key, outcome in seen.items():
                wanted = "review" if key[1] in ("1.2", "2.2") else "pass"
                self.assertEqual(outcome, wanted, f"{key}\n{run.stdout.decode()}")


main()
