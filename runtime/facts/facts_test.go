package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

type tree map[string]string

func find(t *testing.T, files tree) *Facts {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	facts, err := Find(root)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v, want %#v", what, got, want)
	}
}

func TestFolderWithoutGoGivesEmptyLists(t *testing.T) {
	text, err := json.Marshal(find(t, tree{"README.md": "hello"}))
	equal(t, "error", err, nil)
	equal(t, "json", string(text),
		`{"modules":[],"packages":[],"functions":[],"comments":[],"errors":[]}`)
}

func TestEachListOfEachEntryIsThere(t *testing.T) {
	text, _ := json.Marshal(find(t, tree{"a.go": "package a\nfunc F()\n// note\n"}))
	if bytes.Contains(text, []byte("null")) {
		t.Errorf("null in %s", text)
	}
}

func TestPackagesAndModules(t *testing.T) {
	facts := find(t, tree{
		"go.mod":             "module example.com/x // comment\n\ngo 1.24\n",
		"a.go":               "package x\nimport \"fmt\"\n",
		"a_test.go":          "package x_test\nimport (\"testing\"; \"fmt\")\n",
		"cmd/run/main.go":    "package main\nfunc main() {}\n",
		"sub/go.mod":         "module \"example.com/sub\"\n",
		"sub/deep/b_test.go": "package deep_test\n",
		"vendor/v/v.go":      "package v\n",
		"testdata/t.go":      "package t\n",
		".git/g.go":          "package g\n",
		"_old/o.go":          "package o\n",
		"_skip.go":           "package skip\n",
	})
	equal(t, "modules", facts.Modules, []Module{
		{".", "example.com/x", "1.24"}, {"sub", "example.com/sub", ""}})
	equal(t, "packages", facts.Packages, []Package{
		{".", ".", "x", false, []string{"a.go"}, []string{"a_test.go"}, []string{"fmt", "testing"},
			[]string{}},
		{"cmd/run", ".", "main", true, []string{"cmd/run/main.go"}, []string{}, []string{}, []string{}},
		{"sub/deep", "sub", "deep", false, []string{}, []string{"sub/deep/b_test.go"}, []string{},
			[]string{}},
	})
}

func TestNoModuleAbove(t *testing.T) {
	facts := find(t, tree{"a/a.go": "package a\n", "b/go.mod": "module b\n"})
	equal(t, "module", facts.Packages[0].ModuleDir, "")
}

func TestModuleThatIsNotReadIsThere(t *testing.T) {
	facts := find(t, tree{"go.mod": "module a //" + strings.Repeat("x", maxFileBytes), "a.go": "package a\n"})
	if len(facts.Modules) != 1 || facts.Packages[0].ModuleDir != "." {
		t.Errorf("modules %v, packages %v", facts.Modules, facts.Packages)
	}
}

func TestTags(t *testing.T) {
	for name, c := range map[string]struct {
		line, file  string
		named       []string
		needed      []string
		isExcluded  bool
		constrained bool
	}{
		"None":              {"", "a.go", nil, []string{}, false, false},
		"Custom":            {"//go:build fixed", "a.go", []string{"fixed"}, []string{"fixed"}, false, true},
		"Negated":           {"//go:build !fixed", "a.go", []string{"fixed"}, []string{}, false, true},
		"Known":             {"//go:build linux && go1.18 && !cgo", "a.go", nil, []string{}, false, false},
		"MixedWithKnown":    {"//go:build linux && slow", "a.go", []string{"slow"}, []string{"slow"}, false, true},
		"EitherOfTwo":       {"//go:build b || a", "a.go", []string{"b", "a"}, []string{"a", "b"}, false, true},
		"Ignore":            {"//go:build ignore", "a.go", []string{"ignore"}, []string{"ignore"}, false, true},
		"OtherSystem":       {"//go:build windows", "a.go", nil, []string{}, true, false},
		"Contradiction":     {"//go:build a && !a", "a.go", []string{"a", "a"}, []string{}, true, true},
		"OtherSystemByName": {"", "a_windows.go", nil, []string{}, true, false},
		"OtherArchByName":   {"", "a_linux_s390x_test.go", nil, []string{}, true, false},
		"ThisSystemByName":  {"", "a_linux.go", nil, []string{}, false, false},
		"SystemAsName":      {"", "windows.go", nil, []string{}, false, false},
		"BrokenIsIgnored":   {"//go:build (", "a.go", nil, []string{}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			facts := find(t, tree{c.file: c.line + "\n\npackage a\n\nfunc F() {}\n"})
			if c.isExcluded {
				equal(t, "packages", len(facts.Packages), 0)
				return
			}
			want := map[string]bool{}
			for _, tag := range c.named {
				want[tag] = true
			}
			got := map[string]bool{}
			for _, tag := range facts.Packages[0].Tags {
				got[tag] = true
			}
			equal(t, "named", got, want)
			equal(t, "needed", facts.Functions[0].Tags, c.needed)
		})
	}
}

func TestNameOfFolderWithSeveralClauses(t *testing.T) {
	facts := find(t, tree{
		"a_gen.go": "//go:build ignore\n\npackage main\nfunc main() {}\n",
		"lib.go":   "package lib\n",
	})
	equal(t, "name", facts.Packages[0].Name, "lib")
	equal(t, "has_main", facts.Packages[0].HasMain, false)
}

func TestHasMainBehindTag(t *testing.T) {
	facts := find(t, tree{"m.go": "//go:build slow\n\npackage main\nfunc main() {}\n"})
	equal(t, "has_main", facts.Packages[0].HasMain, true)
}

func TestFunctionFacts(t *testing.T) {
	source := `package a

import "fmt"

// Fill is documented.
func (s *Set[T]) Fill(dst *int, n, m int, rest ...string) (int, error) {
	*dst = n + m
	fmt.Println("x", 12, rest, len(rest))
	return 1.5, s.inner.do()
}
`
	facts := find(t, tree{"a.go": source})
	equal(t, "function", facts.Functions[0], Function{
		Name: "Fill", Receiver: "*Set[T]", Package: "a", Dir: ".", File: "a.go", FirstLine: 6,
		LastLine: 10, Tags: []string{}, TypeParams: []string{},
		Made: []string{"dst", "m", "n", "rest", "s"}, HandsOn: []int{8},
		Params:  []string{"*int", "int", "int", "...string"},
		Results: []string{"int", "error"},
		Calls:   []string{"fmt.Println", "len", "s.inner.do"}, Literals: []string{`"x"`, "12", "1.5"},
		Doc: "Fill is documented.",
	})
	equal(t, "comments", facts.Comments, []Comment{{"a.go", 5, "Fill is documented."}})
}

func TestCallsAsWritten(t *testing.T) {
	for written, want := range map[string]string{
		"f()":               "f",
		"a.b.C()":           "a.b.C",
		"[]byte(s)":         "[]byte",
		"(*T)(p)":           "(*T)",
		"func() {}()":       "func",
		"f[int](1)":         "f",
		"fs[0](1)":          "fs",
		"new(T).Close()":    "(…).Close",
		"map[string]int(m)": "map[string]int",
	} {
		fn := find(t, tree{"a.go": "package a\nfunc f() { " + written + " }\n"}).Functions[0]
		equal(t, written, fn.Calls[0], want)
	}
}

func TestMoreFilesThanAreRead(t *testing.T) {
	files := tree{}
	for i := range maxFiles + 10 {
		files[fmt.Sprintf("v%d.go", i)] = "package v\n"
	}
	facts := find(t, files)
	equal(t, "files", len(facts.Packages[0].Files), maxFiles)
	equal(t, "errors", facts.Errors[0].What, "more than 2000 source files: the rest is not read")
}

func TestBrokenFileStillTellsWhatParses(t *testing.T) {
	facts := find(t, tree{"a.go": "package a\n\nfunc Good() {}\n\nfunc Bad( {\n", "b.go": "package a\n"})
	equal(t, "files", facts.Packages[0].Files, []string{"a.go", "b.go"})
	equal(t, "name", facts.Functions[0].Name, "Good")
	if len(facts.Errors) == 0 || facts.Errors[0].File != "a.go" || facts.Errors[0].Line != 5 {
		t.Errorf("errors: %v", facts.Errors)
	}
}

func TestNeverFollowsLinks(t *testing.T) {
	outside := t.TempDir()
	os.WriteFile(filepath.Join(outside, "secret.go"), []byte("package secret\n"), 0o644)
	root := t.TempDir()
	os.Symlink(filepath.Join(outside, "secret.go"), filepath.Join(root, "a.go"))
	os.Symlink(outside, filepath.Join(root, "dir"))
	os.Symlink(root, filepath.Join(root, "loop"))
	facts, err := Find(root)
	equal(t, "error", err, nil)
	equal(t, "packages", len(facts.Packages), 0)
}

func TestTooLargeFileIsTold(t *testing.T) {
	facts := find(t, tree{"a.go": "package a\n//" + strings.Repeat("x", maxFileBytes)})
	equal(t, "errors", facts.Errors,
		[]Error{{File: "a.go", What: "larger than 1048576 bytes: not read"}})
}

// Each of these once made some parser or printer slow, deep or large.
func TestHostileSourceEndsSoon(t *testing.T) {
	const n = 300_000
	for name, source := range map[string]string{
		"Braces":       "func f() " + strings.Repeat("{", n) + strings.Repeat("x;", n),
		"Elses":        "func f() { " + strings.Repeat("if x {} else ", n/10) + "{}}",
		"Stars":        "var x " + strings.Repeat("*", n) + "int",
		"NestedCalls":  "func f() { " + strings.Repeat("a[", n/4) + strings.Repeat("]()", n/4) + "}",
		"LongSelector": "func f() { a" + strings.Repeat(".b", n) + "() }",
		"ManyNames":    "func f(" + strings.Repeat("a,", n) + "a int) {}",
		"ManyImports":  strings.Repeat("import \"a\"\n", n/10),
		"Sum":          "var x = " + strings.Repeat(`"a"+`, n/5) + `"a"`,
		"SumOfNames":   "func f() { " + strings.Repeat("a,", n/5) + "z := g(); h(" + strings.Repeat("z+", n/5) + "z) }",
		"Constraint":   "",
		"NotUTF8":      strings.Repeat("\xff\x00", n),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			head := "package a\n"
			if name == "Constraint" {
				head = "//go:build " + strings.Repeat("!(", n) + "\n\npackage a\n"
			}
			text, err := json.Marshal(find(t, tree{"a.go": head + source}))
			equal(t, "error", err, nil)
			if len(text) > 1<<20 || time.Since(start) > 5*time.Second {
				t.Errorf("%d bytes after %s", len(text), time.Since(start))
			}
		})
	}
}

func TestMuchSourceGivesBoundedFacts(t *testing.T) {
	files := tree{}
	for i := range 12 {
		files[strings.Repeat("d", i+1)+".go"] =
			"package a\n" + strings.Repeat("// comment of some length\n\n", 30_000)
	}
	text, _ := json.Marshal(find(t, files))
	if len(text) > 2*maxFactBytes || !bytes.Contains(text, []byte("too much source")) {
		t.Errorf("%d bytes", len(text))
	}
}

func TestValuesAndMethodsAreFunctionsToo(t *testing.T) {
	facts := find(t, tree{"a.go": `package a

type box[K comparable] struct{}

func (b *box[K]) Show(x, y K) {}

// fixed prints.
var fixed = func(x int, more ...string) int { return x }

var (
	other, third = 1, func() {}
	alias        = fixed
)

//go:noinline
func show[T any](v T) {
	w := v
	var list = []T{w}
	for _, item := range list {
		println(item)
	}
	println("constant")
	n := 7
	use(n)
}
`})
	type short struct {
		Name, Receiver string
		IsValue        bool
		TypeParams     []string
		Params, Made   []string
		HandsOn        []int
		Line           int
	}
	var got []short
	for _, f := range facts.Functions {
		equal(t, "package", f.Package, "a")
		equal(t, "no_inline", f.NoInline, f.Name == "show")
		got = append(got, short{f.Name, f.Receiver, f.IsValue, f.TypeParams, f.Params, f.Made, f.HandsOn, f.FirstLine})
	}
	equal(t, "functions", got, []short{
		{"Show", "*box[K]", false, []string{}, []string{"K", "K"}, []string{"b", "x", "y"}, []int{}, 5},
		{"fixed", "", true, []string{}, []string{"int", "...string"}, []string{"more", "x"}, []int{}, 8},
		{"third", "", true, []string{}, []string{}, []string{}, []int{}, 11},
		{"show", "", false, []string{"any"}, []string{"T"}, []string{"item", "list", "v", "w"}, []int{20}, 16},
	})
}
