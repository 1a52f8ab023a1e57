"""Grades tests/docs/example with the criteria file that stands as a whole in criteria/README.md.

    check_example.py SOURCE_DIR GRADE
Exit code 77: skipped, on a machine that cannot grade.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# 90.2 compares times, so a busy machine may leave it open.
EXPECTED = {"90.1": {"pass"}, "90.2": {"pass", "inconclusive"}, "90.3": {"review"}}


def whole_file(manual):
    blocks = re.findall(r"^```yaml\n(.*?)^```$", manual, re.M | re.S)
    return max((block for block in blocks if "\ncriteria:\n" in block), key=len)


def main(source, grade):
    doctor = subprocess.run([grade, "doctor"], capture_output=True, text=True, check=False)
    if doctor.returncode != 0:
        print(f"skipped: this machine cannot grade\n{doctor.stdout}")
        return 77
    manual = (source / "criteria" / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        criteria = pathlib.Path(folder) / "criteria"
        criteria.mkdir()
        (criteria / "task90.yaml").write_text(whole_file(manual), encoding="utf-8")
        done = subprocess.run(
            [grade, "--criteria", criteria, "run", source / "tests/docs/example", "--format", "json",
             "--record", pathlib.Path(folder) / "recording"],
            capture_output=True, text=True, check=False)
    if done.returncode != 2:
        print(f"exits with {done.returncode}, not 2:\n{done.stdout}{done.stderr}")
        return 1
    verdicts = {item["id"]: item for item in json.loads(done.stdout)["criteria"]}
    wrong = [f"{key}: {verdicts[key]['outcome']}: {verdicts[key]['summary']}"
             for key, outcomes in EXPECTED.items() if verdicts[key]["outcome"] not in outcomes]
    print("\n".join(wrong) or "the example of the manual grades its example")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
