"""Checks criteria.schema.json: every criteria file is valid, each broken one is refused for its own
reason, and `grade lint` says the same of both.

    check_schema.py SOURCE_DIR GRADE
Exit code 77: skipped, for want of a module.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing.name} is not installed")
    sys.exit(77)

GOOD = """
task: 90
title: Greeting
roles:
  greeter: { about: the program, program: [.] }
  fast: { about: the benchmark, benchmark: { like: Fast, other_than: [greeter] } }
launches:
  greeting: { about: once, run: greeter, observe: [text], env: { LANG: C, N: 3 }, wall: 5s }
  timed: { about: timed, bench: fast, observe: [gobench], benchtime: 100x, count: 3, needs: alone }
  notes: { about: compiled, compile: all, observe: [escape] }
evidence:
  captured: { about: output, files: ["evidence/*"], observe: text }
criteria:
  - id: "90.1"
    text: It greets.
    points: 2
    let: { said: greeting.text.text }
    require: [{ that: greeting.exit_code == 0, about: machine }]
    expect:
      - that: said.contains("hello")
        else: it does not greet
      - timed.gobench.ok && size(notes.escape.errors) == 0
      - captured.exists(f, f.text.text == said)
    review: { show: said, look_for: manners }
"""

# The path to a value, what stands there instead (None: nothing), and the keyword of the schema that
# refuses it; messages differ from one version of jsonschema to the next.
BROKEN = {
    "EmptyFile": ([], {}, "required"),
    "NoCriteria": (["criteria"], None, "required"),
    "CriteriaListEmpty": (["criteria"], [], "minItems"),
    "UnknownKey": (["titel"], "x", "additionalProperties"),
    "TaskIsNoNumber": (["task"], "nine", "type"),
    "TaskTooLarge": (["task"], 1000, "maximum"),
    "TitleBlank": (["title"], " ", "pattern"),
    "RoleNameWithDash": (["roles", "my-role"], {"about": "x", "program": ["."]}, "pattern"),
    "RoleOfTwoKinds": (["roles", "greeter", "function"], "main", "oneOf"),
    "RoleOfNoKind": (["roles", "greeter", "program"], None, "oneOf"),
    "RoleWithoutAbout": (["roles", "greeter", "about"], None, "required"),
    "FinderWithoutLike": (["roles", "fast", "benchmark"], {"other_than": ["greeter"]}, "anyOf"),
    "LaunchNamedSource": (["launches", "source"], {"about": "x", "run": "a", "observe": []}, "not"),
    "LaunchOfTwoKinds": (["launches", "notes", "run"], "greeter", "oneOf"),
    "LaunchWithoutObserve": (["launches", "greeting", "observe"], None, "anyOf"),
    "UnknownObserver": (["launches", "greeting", "observe"], ["texts"], "enum"),
    "UnknownNeed": (["launches", "greeting", "needs"], "quiet", "enum"),
    "WallWithoutUnit": (["launches", "greeting", "wall"], "20", "pattern"),
    "WallInDays": (["launches", "greeting", "wall"], "2d", "pattern"),
    "MemoryInMegabytes": (["launches", "greeting", "memory"], "512MB", "pattern"),
    "BenchWithoutTime": (["launches", "timed", "benchtime"], None, "oneOf"),
    "RunWithCount": (["launches", "greeting", "count"], 3, "dependentRequired"),
    "CompileRepeated": (["launches", "notes", "repeat"], 2, "not"),
    "CompileOfOnePackage": (["launches", "notes", "compile"], "./x", "const"),
    "RepeatZero": (["launches", "greeting", "repeat"], 0, "minimum"),
    "EnvName": (["launches", "greeting", "env"], {"A B": "x"}, "pattern"),
    "EvidenceOfOneFile": (["evidence", "captured", "files"], "evidence/a", "type"),
    "EvidenceUnknownObserver": (["evidence", "captured", "observe"], "all", "anyOf"),
    "IdIsNumber": (["criteria", 0, "id"], 90.1, "type"),
    "IdWithoutTask": (["criteria", 0, "id"], "one", "pattern"),
    "NoCheckbox": (["criteria", 0, "text"], None, "required"),
    "HalfAPoint": (["criteria", 0, "points"], 0.5, "type"),
    "LetIsList": (["criteria", 0, "let", "said"], ["a"], "type"),
    "ConditionIsList": (["criteria", 0, "expect"], [["a"]], "anyOf"),
    "ConditionWithoutThat": (["criteria", 0, "expect"], [{"else": "x"}], "anyOf"),
    "ExpectIsOneText": (["criteria", 0, "expect"], "a == b", "type"),
    "ExpectEmpty": (["criteria", 0, "expect"], [], "minItems"),
    "ReviewWithoutLookFor": (["criteria", 0, "review", "look_for"], None, "required"),
}

# An id without quotes is a text to grade and a number to YAML, where 1.10 is 1.1.
ONLY_THE_SCHEMA = {"IdIsNumber"}


def changed(document, path, value):
    if not path:
        return value
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def refused(validator, document, keyword):
    found = [error.validator for error in validator.iter_errors(document)]
    return [] if keyword in found else [f"expected '{keyword}', got {found}"]


def lint(grade, document, scratch, code):
    file = pathlib.Path(scratch) / "task90.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    done = subprocess.run([grade, "lint", file], capture_output=True, text=True, check=False)
    return [] if done.returncode == code else [f"lint exits with {done.returncode}: {done.stderr}"]


def valid(validator, name, text):
    return [f"{name}: {e.json_path}: {e.message}" for e in validator.iter_errors(yaml.safe_load(text))]


def check_broken(validator, grade, scratch):
    problems = lint(grade, yaml.safe_load(GOOD), scratch, 0)
    for name, (path, value, keyword) in BROKEN.items():
        document = changed(yaml.safe_load(GOOD), path, value)
        found = refused(validator, document, keyword)
        if name not in ONLY_THE_SCHEMA:
            found += lint(grade, document, scratch, 4)
        problems += [f"{name}: {problem}" for problem in found]
    return problems


def main(source_dir, grade):
    folder = pathlib.Path(source_dir) / "criteria"
    schema = json.loads((folder / "criteria.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(folder.glob("task*.yaml"))
    problems = valid(validator, "the good one", GOOD)
    for path in files:
        text = path.read_text(encoding="utf-8")
        problems += valid(validator, path.name, text)
        if not text.startswith("# yaml-language-server: $schema=criteria.schema.json\n"):
            problems.append(f"{path.name}: the first line does not name the schema")
    with tempfile.TemporaryDirectory() as scratch:
        problems += check_broken(validator, grade, scratch)
    print("\n".join(problems) or f"{len(files)} files are valid, {len(BROKEN)} broken ones are refused")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
