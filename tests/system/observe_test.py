#!/usr/bin/python3
"""grade observe on files: what it prints, and what it says of files that it cannot read."""
import json
import subprocess

from support import GRADE, SOURCE, FolderTest, grade, main

LOG = SOURCE / "tests/testdata/gctrace/go1.26/steady-gogc50.stderr"


class Observe(FolderTest):
    def test_console_shows_a_table_and_the_totals(self):
        shown = grade("observe", "gctrace", LOG)
        self.assertEqual((shown.returncode, shown.stderr), (0, b""))
        self.assertTrue(shown.stdout.startswith(b"cycles: "), shown.stdout)
        self.assertIn(b"\ncontradictions: []\n", shown.stdout)

    def test_json_has_a_line_a_cycle_and_a_last_one_and_stdin_gives_the_same(self):
        shown = grade("observe", "--format", "json", "gctrace", LOG)
        lines = [json.loads(line) for line in shown.stdout.splitlines()]
        self.assertEqual(lines[-1]["total"], sum("cycles" in line for line in lines))
        piped = subprocess.run([GRADE, "observe", "--format", "json", "gctrace", "-"],
                               input=LOG.read_bytes(), capture_output=True, timeout=60)
        self.assertEqual(piped.stdout, shown.stdout)

    def test_unknown_observer_and_unreadable_files_are_errors(self):
        for args, said in ((("gctrase", LOG), b"'gctrase'"),
                           (("gctrace", self.dir / "none"), b"No such file"),
                           (("gctrace", self.dir), b"")):
            failed = grade("observe", *args)
            self.assertNotEqual(failed.returncode, 0, args)
            self.assertIn(said, failed.stderr)
            self.assertEqual(failed.stdout, b"")


main()
