"""What the system tests share: the program under test, and folders of their own."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
GRADE = sys.argv[1] if len(sys.argv) > 1 else str(SOURCE / "build/release/grade")


def grade(*args, cwd=None, env=None):
    """Runs grade to its end; stdout and stderr as bytes, undecoded."""
    return subprocess.run([GRADE, *map(str, args)], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=300)


def mutant(name, where):
    """The wrong submission of that name, laid out below the folder."""
    made = grade("mutant", name, where)
    assert made.returncode == 0, made.stderr
    return pathlib.Path(where) / name


def verdicts(report):
    """{(submission, id): outcome} of a JSON report."""
    return {(c["submission"], c["id"]): c["outcome"] for c in json.loads(report)["criteria"]}


class FolderTest(unittest.TestCase):
    def setUp(self):
        self._temp = tempfile.TemporaryDirectory()
        self.dir = pathlib.Path(self._temp.name)
        os.chmod(self.dir, 0o755)
        self.addCleanup(self._temp.cleanup)


def main():
    unittest.main(argv=[sys.argv[0], "-v"])
