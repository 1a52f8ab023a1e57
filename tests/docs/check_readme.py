"""Runs the commands of README.md in a scratch folder that looks like the repository.

    check_readme.py SOURCE_DIR GRADE
A command may end in "# exits with N"; otherwise it must exit with 0. A block of text behind a
block of commands is what they print, shortened with lines "…". What takes long is only checked:
the script exists and is valid shell, the preset is in CMakePresets.json.
Exit code 77: skipped, on a machine that cannot grade.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# These run as tests of their own or by hand.
ONLY_CHECKED = ("ci/test", "ci/lint", "ci/bench", "ci/fuzz", "ci/bare", "cmake ", "ctest ", "grade selftest")
COPIED = ("reference/task03",)
FOLDERS = ("ci", "criteria", "harness", "runtime", "submissions", "tests")


def blocks(text):
    """The fenced blocks as (kind, lines)."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S)
    return [(kind, body.splitlines()) for kind, body in found]


def first_commands(text):
    """The lines indented by four directly below the title."""
    return re.match(r"# grade\n\n((?:    .*\n)+)", text).group(1).split("\n    ")


def make_scratch(source, scratch, grade):
    for entry in source.iterdir():
        if entry.name not in ("submissions", "build") and not entry.name.startswith("."):
            (scratch / entry.name).symlink_to(entry)
    for name in COPIED:
        shutil.copytree(source / "submissions" / name, scratch / "submissions" / name)
    alias = scratch / "commands" / "grade"
    alias.parent.mkdir()
    alias.write_text(f'#!/bin/sh\nexec "{scratch}/ci/grade" "$@"\n', encoding="utf-8")
    alias.chmod(0o755)
    path = f"{alias.parent}:{os.environ.get('PATH', os.defpath)}"
    return dict(os.environ, PATH=path, GRADE_BINARY=str(grade), NO_COLOR="1", COLUMNS="80",
                LC_ALL="C.UTF-8")


def checked(source, command):
    words = command.split()
    if words[0].startswith("ci/"):
        script = source / words[0]
        if not os.access(script, os.X_OK) or subprocess.run(["bash", "-n", script], check=False).returncode:
            return [f"{command}: {script} is no script to run"]
    if "--preset" in words:
        presets = json.loads((source / "CMakePresets.json").read_text(encoding="utf-8"))["configurePresets"]
        name = words[words.index("--preset") + 1]
        if name not in [preset["name"] for preset in presets]:
            return [f"{command}: there is no preset {name}"]
    return []


def ran(scratch, environment, line):
    command, _, rest = line.partition("  # exits with ")
    done = subprocess.run(["bash", "-c", command], cwd=scratch, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False)
    wanted = int(rest or 0)
    problem = [] if done.returncode == wanted else [
        f"{command}: exits with {done.returncode}, not {wanted}:\n{done.stdout}"]
    print(f"{'ok  ' if not problem else 'FAIL'} {line}", flush=True)
    return problem, done.stdout


def shown(lines, output):
    """Problems with a shortened output: its lines must come in this order."""
    left = output.splitlines()
    for line in lines:
        if line.strip() == "…":
            continue
        if line not in left:
            return [f"not printed, or not there: {line!r} in\n{output}"]
        left = left[left.index(line) + 1:]
    return []


def run_blocks(text, source, scratch, environment):
    problems, output = [], ""
    for kind, lines in [("sh", first_commands(text))] + blocks(text):
        if kind == "text":
            problems += shown(lines, output)
        if kind != "sh":
            continue
        output = ""
        for line in filter(None, map(str.strip, lines)):
            if line.startswith(ONLY_CHECKED):
                problems += checked(source, line)
                continue
            found, printed = ran(scratch, environment, line)
            problems += found
            output += printed
    return problems


def check_paths(text, source):
    """What is written like a path of the repository is there."""
    paths = re.findall(r"[`(]((?:%s)/[\w./*-]*)" % "|".join(FOLDERS), text)
    return [f"there is no {path}" for path in paths if not list(source.glob(path.rstrip("/")))]


def main(source, grade):
    doctor = subprocess.run([grade, "doctor"], capture_output=True, text=True, check=False)
    if doctor.returncode != 0:
        print(f"skipped: this machine cannot grade\n{doctor.stdout}")
        return 77
    text = (source / "README.md").read_text(encoding="utf-8")
    problems = check_paths(text, source)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        environment = make_scratch(source, scratch, grade)
        problems += run_blocks(text, source, scratch, environment)
    print("\n".join(problems) or "all commands do what README.md says")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
