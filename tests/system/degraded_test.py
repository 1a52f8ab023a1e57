#!/usr/bin/python3
"""Where no user namespace can be made, a run is refused with the remedy; with --allow-degraded it
gives the same verdicts and says in each report what is not enforced."""
import ctypes
import json
import os
import subprocess
import sys

from support import GRADE, SOURCE, FolderTest, main, mutant, verdicts

CLONE_NEWUSER = 0x10000000
NOT_ENFORCED = {"a launch ends at its number of files", "no network but its own loopback",
                "all files together end at the size of the scratch"}


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def give_users(inner):
    """Maps the users of a new user namespace, as only somebody outside of it may."""
    if os.geteuid() != 0:
        write(f"/proc/{inner}/setgroups", "deny")
    for kind, id_ in (("uid", os.geteuid()), ("gid", os.getegid())):
        users = "0 0 65536" if os.geteuid() == 0 else f"{id_} {id_} 1"
        write(f"/proc/{inner}/{kind}_map", users)


def without_namespaces(*args):
    """grade in a user namespace that has none to give."""
    ready, go_on = os.pipe(), os.pipe()

    def enter():
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
            sys.exit("unshare")
        os.write(ready[1], str(os.getpid()).encode())
        os.read(go_on[0], 1)
        write("/proc/sys/user/max_user_namespaces", "0")

    helper = os.fork()
    if helper == 0:  # Popen waits for the exec meanwhile
        give_users(int(os.read(ready[0], 20)))
        os.write(go_on[1], b"x")
        os._exit(0)
    run = subprocess.Popen([GRADE, *map(str, args)], stdin=subprocess.DEVNULL, preexec_fn=enter,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.waitpid(helper, 0)
    for fd in ready + go_on:
        os.close(fd)
    out, err = run.communicate(timeout=300)
    return run.returncode, out, err


class Degraded(FolderTest):
    def test_a_run_is_refused_with_the_remedy(self):
        code, _, err = without_namespaces("run", SOURCE / "submissions/reference")
        self.assertEqual(code, 3, err)
        self.assertIn(b"the sandbox does not work here", err)
        self.assertIn(b"user.max_user_namespaces", err)
        self.assertIn(b"--allow-degraded", err)

    def test_the_verdicts_are_the_same_and_say_so(self):
        code, out, err = without_namespaces("run", SOURCE / "submissions/reference", "--format",
                                            "json", "--allow-degraded")
        self.assertEqual(code, 2, err)  # some are for a person to read
        self.assertEqual(set(verdicts(out).values()), {"pass", "review"})
        run = json.loads(out)["run"]
        self.assertEqual(run["isolation"], "landlock")
        self.assertEqual(set(run["degraded"]), NOT_ENFORCED)
        self.assertIn("no file of the host but the system's", run["proven"])

    def test_a_wrong_submission_fails(self):
        wrong = mutant("task01-hardcoded", self.dir)
        code, out, err = without_namespaces("run", wrong, "--format", "json", "--allow-degraded")
        self.assertEqual(code, 1, err)
        self.assertEqual(verdicts(out)["task01-hardcoded", "1.1"], "fail")

    def test_doctor_shows_both_levels(self):
        code, out, _ = without_namespaces("doctor")
        self.assertEqual(code, 3)
        self.assertIn(b"BAD   the sandbox does not work here", out)
        self.assertIn(b"with --allow-degraded, by landlock", out)
        self.assertIn(b"ok    no file of the host but the system's", out)
        self.assertIn(b"BAD   no network but its own loopback", out)


main()
