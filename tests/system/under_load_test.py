#!/usr/bin/python3
"""The reference gets the same verdicts with busy loops beside it, or none where it is per time."""
import subprocess
import sys

from support import SOURCE, FolderTest, grade, main, verdicts


class UnderLoad(FolderTest):
    def keep_busy(self, loops):
        for _ in range(loops):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            self.addCleanup(busy.wait)
            self.addCleanup(busy.kill)

    def test_eight_busy_loops_make_nothing_fail(self):
        self.keep_busy(8)
        run = grade("run", SOURCE / "submissions/reference", "--format", "json")
        seen = verdicts(run.stdout)
        self.assertEqual(len(seen), 12)
        for key, outcome in seen.items():
            self.assertIn(outcome, ("pass", "review", "inconclusive"), f"{key}\n{run.stdout.decode()}")

    def test_verdicts_stay_the_same(self):
        self.keep_busy(2)
        for _ in range(3):
            run = grade("run", SOURCE / "submissions/reference", "--format", "json")
            seen = verdicts(run.stdout)
            self.assertEqual(len(seen), 12)
            for key, outcome in seen.items():
                wanted = "review" if key[1] in ("1.2", "2.2") else "pass"
                self.assertEqual(outcome, wanted, f"{key}\n{run.stdout.decode()}")


main()
