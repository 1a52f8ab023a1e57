#!/usr/bin/python3
"""What people do wrong gets a clear word, the right exit code, and loses nothing."""
import os
import pathlib
import shutil

from support import SOURCE, FolderTest, grade, main, mutant, verdicts


class Usage(FolderTest):
    def assert_refused(self, result, code, words):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn(words, result.stderr)

    def copy(self, source, name):
        target = self.dir / name
        shutil.copytree(SOURCE / source, target)
        return target

    def test_a_folder_that_is_missing(self):
        self.assert_refused(grade("run", "no/such/folder"), 4, b"no/such/folder: cannot read")

    def test_a_file_instead_of_a_folder(self):
        self.assert_refused(grade("run", SOURCE / "README.md"), 4, b"not a folder")

    def test_a_folder_with_nothing_to_grade(self):
        self.assert_refused(grade("run", self.dir), 5, b"nothing to grade")

    def test_an_unknown_criterion(self):
        self.assert_refused(grade("run", self.dir, "-c", "1.9"), 4, b"unknown criterion '1.9'")

    def test_an_unknown_option(self):
        self.assert_refused(grade("run", "--frmat", "json"), 4, b"--frmat")

    def test_criteria_with_a_mistake(self):
        (self.dir / "task01.yaml").write_text("task: 1\ntitle: x\ncriterias: []\n")
        self.assert_refused(grade("--criteria", self.dir, "list"), 4,
                            b"task01.yaml:3:1: unknown key 'criterias', did you mean 'criteria'?")

    def test_a_go_that_is_not_there(self):
        task = SOURCE / "submissions/reference/task03"
        self.assert_refused(grade("run", task, "--go", self.dir / "go"), 3, str(self.dir).encode())

    def test_a_recording_that_is_none(self):
        self.assert_refused(grade("judge", self.dir), 3, b"run.json")

    def test_a_recording_folder_that_is_in_use(self):
        (self.dir / "x").write_text("")
        task = SOURCE / "submissions/reference/task03"
        self.assert_refused(grade("run", task, "--record", self.dir), 3, b"already exists")

    def test_a_task_folder_without_code(self):
        task = self.dir / "who/task03"
        task.mkdir(parents=True)
        run = grade("run", task, "--format", "json")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual(set(verdicts(run.stdout).values()), {"fail"})

    def test_a_task_yaml_with_a_mistake(self):
        task = self.copy("submissions/reference/task03", "who/task03")
        (task / "task.yaml").write_text("roles:\n  rewriten: { function: f }\n")
        run = grade("run", task)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("did you mean 'rewritten'?", " ".join(run.stdout.decode().split()))

    def test_the_template_fails_everywhere(self):
        self.assertEqual(grade("init", 3, self.dir).returncode, 0)
        self.assert_refused(grade("init", 3, self.dir), 4, b"already exists")
        run = grade("run", self.dir / "task03", "--format", "json")
        self.assertEqual(set(verdicts(run.stdout).values()), {"fail"}, run.stdout)

    def test_the_values_of_an_option_are_listed(self):
        self.assert_refused(grade("run", "--format", "xml"), 4, b"console, json")
        self.assert_refused(grade("rum"), 4, b"did you mean 'run'?")

    def test_init_lays_out_a_commented_task_yaml(self):
        self.assertEqual(grade("init", 4, self.dir).returncode, 0)
        text = (self.dir / "task04/task.yaml").read_text()
        self.assertIn("#  before: { bench: BenchmarkBuild }\n", text)
        self.assertTrue(all(line.startswith("#") for line in text.splitlines()), text)

    def own_state(self):
        """An environment in which nobody else makes the last run; what is prepared is shared."""
        (self.dir / "state").mkdir(mode=0o755)
        default = "/var/cache/grade" if os.geteuid() == 0 else "~/.cache/grade"
        ours = pathlib.Path(os.environ.get("GRADE_STATE") or default).expanduser()
        (self.dir / "state/runtime").symlink_to(ours / "runtime")
        env = dict(os.environ, GRADE_STATE=str(self.dir / "state"))
        if shutil.which("go") is None and (ours / "go").exists():
            env.setdefault("GRADE_GO", str(ours / "go"))
        return env

    def test_before_any_run_there_is_no_last_one(self):
        env = dict(os.environ, GRADE_STATE=str(self.dir))
        for command in (("judge", "latest"), ("explain", "3.3", "--last"), ("run", "--again")):
            self.assert_refused(grade(*command, env=env), 3, b"nothing was graded yet")

    def test_the_last_run_is_judged_explained_and_made_again(self):
        env = self.own_state()
        wrong = mutant("task03-new-int", self.dir)
        run = grade("run", wrong, env=env)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn(b"\n      why    grade explain 3.3 --last\n", run.stdout)
        self.assertEqual(grade("judge", "latest", env=env).stdout, run.stdout)
        self.assert_refused(grade("judge", "latest", "nobody", env=env), 4, b"unknown submission 'nobody'")
        told = grade("explain", "3.3", "--last", env=env)
        self.assertEqual(told.returncode, 0, told.stderr)
        for label in (b"\nfail ", b"\nnot ", b"\nhow ", b"\ncode ", b"\nproof ", b"\nflips if "):
            self.assertIn(label, told.stdout)
        self.assert_refused(grade("explain", "1.1", "--last", env=env), 4, b"was not graded in the last run")
        again = grade("run", "--again", "--format", "json", env=env)
        self.assertEqual(again.returncode, 1, again.stderr)
        self.assertEqual(verdicts(again.stdout)[("task03-new-int", "3.3")], "fail")
        self.assertEqual(grade("run", SOURCE / "submissions/reference/task03", env=env).returncode, 0)
        none = grade("run", "--again", env=env)
        self.assertEqual((none.returncode, none.stdout),
                         (0, b"nothing failed and nothing is undecided in the last run\n"))
        of_path = grade("run", "--again", wrong, "--format", "json", env=env)
        self.assertEqual(of_path.returncode, 1, of_path.stderr)

    def test_the_printed_command_grades_it_again(self):
        wrong = mutant("task03-new-int", self.dir)
        run = grade("run", wrong.name, cwd=self.dir)
        line = next(l for l in run.stdout.decode().splitlines() if l.startswith("      again  "))
        self.assertEqual(line, "      again  grade run task03-new-int/task03 -c 3.3")
        again = grade(*line.split()[2:], cwd=self.dir)
        self.assertEqual(again.returncode, 1, again.stderr)
        self.assertEqual(again.stdout.count(b"FAIL  3.3"), 1)

    def test_a_submission_is_left_as_it_was(self):
        task = self.copy("submissions/reference/task03", "who/task03")
        before = sorted((p, os.stat(p).st_mtime_ns) for p in task.rglob("*"))
        grade("run", task)
        self.assertEqual(before, sorted((p, os.stat(p).st_mtime_ns) for p in task.rglob("*")))

    def test_wrong_submissions_are_listed_and_laid_out(self):
        listed = grade("mutant")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn(b"\ntask 3\n", listed.stdout)
        self.assertIn(b"\n  task03-returns-nil: the rewritten function returns nil\n", listed.stdout)
        made = grade("mutant", "task03-returns-nil", self.dir / "new")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn(b"expected verdicts:\n  3.3 fail: does not do the work\n", made.stdout)
        command = made.stdout.decode().splitlines()[-1].split()
        self.assertEqual(command, ["grade", "run", str(self.dir / "new/task03-returns-nil")])
        run = grade(*command[1:], "--format", "json")
        failed = [key for key, outcome in verdicts(run.stdout).items() if outcome == "fail"]
        self.assertEqual(failed, [("task03-returns-nil", "3.3")])

    def test_a_wrong_submission_is_not_laid_out_over_another(self):
        mutant("task03-returns-nil", self.dir)
        again = grade("mutant", "task03-returns-nil", self.dir)
        self.assert_refused(again, 4, b"already exists, nothing was changed")
        self.assert_refused(grade("mutant", "task03-return-nil", self.dir), 4,
                            b"did you mean 'task03-returns-nil'?")

    def test_some_submissions_are_tested_alone(self):
        some = grade("selftest", "task03-returns-nil", "task03-roles")
        self.assertEqual(some.returncode, 0, some.stdout + some.stderr)
        self.assertIn(b"2 submissions, 6 verdicts, 0 not as expected\n", some.stdout)
        self.assert_refused(grade("selftest", "task03-role"), 4, b"did you mean 'task03-roles'?")

    def test_exit_policy_ran(self):
        wrong = mutant("task03-renamed-variable", self.dir)
        self.assertEqual(grade("run", wrong).returncode, 1)
        self.assertEqual(grade("run", wrong, "--exit-policy", "ran").returncode, 0)


main()
