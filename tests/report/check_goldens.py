"""Checks the golden reports with readers that are not ours.

JSON against report.schema.json (draft 2020-12); JUnit XML with an XML parser and the rules of the
dialect: at most one of failure, error and skipped in a testcase, counts that add up.
Exit code 77: skipped, for want of a module.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

RESULTS = ("failure", "error", "skipped")


def check_json(path, schema):
    validator = jsonschema.Draft202012Validator(schema)
    report = json.loads(path.read_text(encoding="utf-8"))
    return [f"{path.name}: {error.json_path}: {error.message}" for error in validator.iter_errors(report)]


def counts_found(element):
    cases = list(element.iter("testcase"))
    kinds = [child.tag for case in cases for child in case if child.tag in RESULTS]
    return {
        "tests": len(cases),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
    }


def check_case(name, case):
    problems = []
    if sum(child.tag in RESULTS for child in case) > 1:
        problems.append(f"{name}: more than one result in {case.get('name')!r}")
    if not case.get("name") or not case.get("classname"):
        problems.append(f"{name}: a testcase without name or classname")
    known = set(RESULTS) | {"properties", "system-out"}
    problems += [f"{name}: unknown element {child.tag}" for child in case if child.tag not in known]
    return problems


def check_junit(path):
    root = ElementTree.fromstring(path.read_bytes())
    problems = [] if root.tag == "testsuites" else [f"{path.name}: root is {root.tag}"]
    for element in [root, *root.findall("testsuite")]:
        for key, found in counts_found(element).items():
            if element.get(key) != str(found):
                problems.append(f"{path.name}: {key}={element.get(key)} but {found} found")
    for case in root.iter("testcase"):
        problems += check_case(path.name, case)
    return problems


def main(schema_path, golden_dir):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    files = sorted(pathlib.Path(golden_dir).iterdir())
    problems = []
    for path in files:
        if path.suffix == ".json":
            problems += check_json(path, schema)
        elif path.suffix == ".xml":
            problems += check_junit(path)
    print("\n".join(problems) or f"{len(files)} files, no problem")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
