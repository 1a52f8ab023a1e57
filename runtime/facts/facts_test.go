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
		`{"modules":[],"packages":[],"functions":[],"comments":[],"reaches":[],"errors":[]}`)
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
		Name: "Fill", Receiver: "*Set[T]", Dir: ".", File: "a.go", FirstLine: 6, LastLine: 10,
		Tags:    []string{},
		Params:  []string{"*int", "int", "int", "...string"},
		Results: []string{"int", "error"},
		Calls:   []string{"fmt.Println", "len", "s.inner.do"}, Literals: []string{`"x"`, "12", "1.5"},
		UsesParams: true, StoresThroughParam: true, Doc: "Fill is documented.",
	})
	equal(t, "comments", facts.Comments, []Comment{{"a.go", 5, "Fill is documented."}})
}

func TestParameterUse(t *testing.T) {
	for name, c := range map[string]struct {
		source     string
		uses, puts bool
	}{
		"NoParams":        {"func f() { g() }", false, false},
		"Read":            {"func f(a, b int) int { return a + b }", true, false},
		"OneUnread":       {"func f(a, b int) int { return a }", false, false},
		"Blank":           {"func f(_ int) {}", false, false},
		"BlankBeside":     {"func f(_ int, a int) int { return a }", true, false},
		"OnlyAssigned":    {"func f(a int) { a = 1 }", false, false},
		"OnlyDiscarded":   {"func f(a int) { _ = a }", false, false},
		"DiscardedAfter":  {"func f(a int) int { _ = a; return a }", true, false},
		"Hidden":          {"func f(a int) int { { a := 2; return a } }", false, false},
		"InClosure":       {"func f(a int) func() int { return func() int { return a } }", true, false},
		"ThroughPointer":  {"func f(p *int) { *p = 1 }", true, true},
		"ThroughField":    {"func f(p *T) { p.x.y = 1 }", true, true},
		"ThroughIndex":    {"func f(p []int) { p[0]++ }", true, true},
		"ThroughParens":   {"func f(p *T) { ((*p)).x += 1 }", true, true},
		"ParamItself":     {"func f(p *int) { (p) = nil }", false, false},
		"OtherVariable":   {"func f(p *int) { q := p; *q = 1 }", true, false},
		"HiddenPointer":   {"func f(p *int) { { p := new(int); *p = 1 } }", false, false},
		"NoBody":          {"func f(p *int)", false, false},
		"OnlyInOtherName": {"func f(x int) { y.x = 1 }", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			fn := find(t, tree{"a.go": "package a\n" + c.source + "\n"}).Functions[0]
			equal(t, "uses_params", fn.UsesParams, c.uses)
			equal(t, "stores_through_param", fn.StoresThroughParam, c.puts)
		})
	}
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

func whats(reaches []Reach) string {
	list := []string{}
	for _, r := range reaches {
		list = append(list, r.What)
	}
	return strings.Join(list, "; ")
}

func TestReaches(t *testing.T) {
	for name, c := range map[string]struct {
		imports, body string
		want          string
	}{
		"Print":              {`"fmt"; "os"`, "fmt.Fprintln(os.Stderr, 1)", ""},
		"NotCalled":          {`"syscall"`, "f := syscall.Syscall; f(1, 3, 0, 0)", "syscall.Syscall"},
		"Renamed":            {`s "syscall"`, "s.Syscall(1, 3, 0, 0)", "syscall.Syscall"},
		"MethodOfThatName":   {``, "syscall.Syscall(1)", ""},
		"VariableOfThatName": {`"syscall"`, "syscall := x{}; syscall.Syscall()", ""},
		"DotImport":          {`. "syscall"`, "Syscall(1, 3, 0, 0)", `import . "syscall"`},
		"Descriptors": {`"os"; "os/exec"; "syscall"`,
			"syscall.Close(3); syscall.Write(3, b); syscall.Dup2(3, 4); syscall.Exec(a, b, c); os.NewFile(3, \"x\")", ""},
		"Programs": {`"os"; "os/exec"`,
			"exec.Command(\"sh\", \"-c\", x).Run(); c := exec.Cmd{}; c.Path = \"/bin/sh\"; os.Args[0] = x; os.StartProcess(x, nil, nil)", ""},
		"NewAt": {`"reflect"`, "reflect.NewAt(t, v.UnsafePointer())", "reflect.NewAt"},
		"Prefix": {`"syscall"`, "syscall.RawSyscall6(1, 3); syscall.PtracePeekData(1)",
			"syscall.RawSyscall6; syscall.PtracePeekData"},
		"HarmlessCalls":   {`"syscall"; "os/signal"`, "signal.Notify(c, syscall.SIGTERM); syscall.Getrusage(0, &u)", ""},
		"HeapDump":        {`"runtime/debug"`, "debug.FreeOSMemory(); debug.WriteHeapDump(3)", "runtime/debug.WriteHeapDump"},
		"System":          {`"golang.org/x/sys/unix"`, "unix.Getpid()", "golang.org/x/sys/unix"},
		"LooksLikeSystem": {`"golang.org/x/system"`, "system.F()", ""},
		"Plugin":          {`"plugin"`, "plugin.Open(\"x\")", "plugin"},
		"Header":          {`"reflect"`, "var h reflect.StringHeader", "reflect.StringHeader"},
		"Memory":          {`"os"`, "os.Open(\"/proc/self//mem\")", "/proc/self//mem"},
		"MemoryByNumber":  {`"fmt"`, "fmt.Sprintf(`/proc/%d/task/1/mem`, 7)", "/proc/%d/task/1/mem"},
		"Status":          {`"os"`, "os.ReadFile(\"/proc/self/status\"); os.ReadFile(\"/proc/meminfo\"); os.ReadFile(\"/proc/self/fdinfo\")", ""},
		"StatusByNumber":  {`"os"`, "os.ReadFile(\"/proc/\" + pid + \"/status\")", ""},
		"InText":          {`"fmt"`, "f(\"cat /proc/self/mem >x\")", "cat /proc/self/mem >x"},
		"Files":           {`"os"`, "os.Chdir(\"/proc/self\"); os.Create(\"/proc/self/fd/3\"); os.Open(\"/dev/fd/3\"); os.ReadDir(\"/proc/self/fd\")", ""},
		"PutTogether":     {`"os"`, "os.Open(\"/proc/\" + (\"self/\") + \"mem\"); os.Open(\"/pro\" + \"c/\" + pid + \"/mem\")", "/proc/self/mem; /proc/%v/mem"},
		"Joined":          {`"os"; fp "path/filepath"`, "os.Open(fp.Join(\"/proc\", \"self\", \"mem\")); os.Open(fp.Join(\"/proc\", pid, \"stat\"))", "//proc/self/mem"},
		"FromConstant":    {`"os"`, "const proc = \"/proc/self\"; os.Open(proc + \"/mem\")", "/proc/self/mem"},
		"Formatted":       {`"fmt"`, "fmt.Sprintf(\"/proc/%s/%s\", a, b)", "/proc/%s/%s"},

		"Sizeof":             {`"unsafe"`, "unsafe.Sizeof(x); unsafe.Alignof(x); unsafe.Offsetof(x.y)", ""},
		"String":             {`"unsafe"`, "unsafe.String(unsafe.SliceData(b), len(b))", ""},
		"StringOfElement":    {`"unsafe"`, "unsafe.String(&w.buf[0], len(w.buf))", ""},
		"BytesOfString":      {`"unsafe"`, "unsafe.Slice(unsafe.StringData(s), len(s))", ""},
		"PartOfSlice":        {`"unsafe"`, "unsafe.Slice(&b[1], cap(b)-1); unsafe.Slice(&b[0], len(b)/2)", ""},
		"LengthByName":       {`"unsafe"`, "b := f(); n := len(b); s := unsafe.String(&b[0], n)", ""},
		"LongString":         {`"unsafe"`, "unsafe.String(&x, 1<<20)", "unsafe.String of any length"},
		"LongSlice":          {`"unsafe"`, "unsafe.Slice(&x, n)", "unsafe.Slice of any length"},
		"LengthAndMore":      {`"unsafe"`, "unsafe.String(&b[0], len(b)+1<<20)", "unsafe.String of any length"},
		"LengthLessNegative": {`"unsafe"`, "unsafe.String(&b[0], len(b)-n)", "unsafe.String of any length"},
		"LengthOfOther":      {`"unsafe"`, "unsafe.String(&b[0], len(c))", "unsafe.String of any length"},
		"LengthFromLater":    {`"unsafe"`, "unsafe.String(&b[9], len(b)); unsafe.String(&b[i], len(b))", "unsafe.String of any length; unsafe.String of any length"},
		"LengthSetAnew":      {`"unsafe"`, "b := f(); n := len(b); n = 9; unsafe.String(&b[0], n)", "unsafe.String of any length"},
		"MemorySetAnew":      {`"unsafe"`, "b := f(); n := len(b); b = g(); unsafe.String(&b[0], n)", "unsafe.String of any length"},
		"OwnLen":             {`"unsafe"`, "len := f; unsafe.String(&b[0], len(b))", "unsafe.String of any length"},
		"NotCalledString":    {`"unsafe"`, "f := unsafe.String[int]", "unsafe.String"},
		"BytesAsString":      {`"unsafe"`, "b := []byte{1}; s := *(*string)(unsafe.Pointer(&b))", ""},
		"MadeBytesAsString":  {`"unsafe"`, "b := make([]byte, 9); s := (*(*string)((unsafe.Pointer)(&b)))", ""},
		"AnythingAsString":   {`"unsafe"`, "h := [2]uintptr{9, 9}; s := *(*string)(unsafe.Pointer(&h))", "unsafe.Pointer"},
		"UnknownAsString":    {`"unsafe"`, "s := *(*string)(unsafe.Pointer(&b))", "unsafe.Pointer"},
		"AnythingAsBytes":    {`"unsafe"`, "b := *(*[]byte)(unsafe.Pointer(&h))", "unsafe.Pointer"},
		"AsNumber":           {`"unsafe"`, "u := *(*uint64)(unsafe.Pointer(&f))", ""},
		"AsArray":            {`"unsafe"`, "u := *(*[1 << 30]byte)(unsafe.Pointer(&f))", "unsafe.Pointer"},
		"AsOwnType":          {`"unsafe"`, "type int [1 << 30]byte; u := *(*int)(unsafe.Pointer(&f))", "unsafe.Pointer"},
		"PointerAsNumber":    {`"unsafe"`, "u := *(*uint64)(unsafe.Pointer(p))", "unsafe.Pointer"},
		"WrittenAsNumber":    {`"unsafe"`, "*(*uintptr)(unsafe.Pointer(&b)) = 9; (*(*int)(unsafe.Pointer(&b)))++", "unsafe.Pointer; unsafe.Pointer"},
		"KeptPointer":        {`"unsafe"`, "p := (*uintptr)(unsafe.Pointer(&b)); *p = 9", "unsafe.Pointer"},
		"AddressedNumber":    {`"unsafe"`, "p := &*(*uintptr)(unsafe.Pointer(&b)); *p = 9", "unsafe.Pointer"},
		"PrintedAddress":     {`"unsafe"`, "print(uintptr(unsafe.Pointer(&x)))", ""},
		"PointerType":        {`"unsafe"`, "var p unsafe.Pointer", "unsafe.Pointer"},
		"Address":            {`"unsafe"`, "p := unsafe.Pointer(uintptr(0x51))", "unsafe.Pointer"},
		"AddressInParens":    {`"unsafe"`, "p := (unsafe.Pointer)(u)", "unsafe.Pointer"},
		"Arithmetic":         {`"unsafe"`, "p := unsafe.Pointer(base + 8)", "unsafe.Pointer"},
		"DeclaredAddress":    {`"unsafe"`, "var a uintptr; p := unsafe.Pointer(a)", "unsafe.Pointer"},
		"InferredAddress":    {`"unsafe"`, "a := uintptr(1); b := a; p := unsafe.Pointer(b)", "unsafe.Pointer"},
		"ReflectAddress":     {`"unsafe"`, "p := unsafe.Pointer(v.UnsafeAddr())", "unsafe.Pointer"},
		"PointerVariable":    {`"unsafe"`, "p := &x; q := unsafe.Pointer(p)", "unsafe.Pointer"},
		"OfItself":           {`"unsafe"`, "a := a; p := *(*string)(unsafe.Pointer(&a))", "unsafe.Pointer"},
		"Add":                {`"unsafe"`, "unsafe.Add(p, 8)", "unsafe.Add"},
		"UnsafeRenamed":      {`u "unsafe"`, "u.Pointer(uintptr(1))", "unsafe.Pointer"},
		"UnsafeDotImport":    {`. "unsafe"`, "Pointer(uintptr(1))", `import . "unsafe"`},
	} {
		t.Run(name, func(t *testing.T) {
			source := "package a\n\nimport (" + c.imports + ")\n\nfunc F() {\n" + c.body + "\n}\n"
			reaches := find(t, tree{"a.go": source}).Reaches
			equal(t, "reaches", whats(reaches), c.want)
			for _, r := range reaches {
				if r.File != "a.go" || r.Line != 3 && r.Line != 6 {
					t.Errorf("place: %v", r)
				}
			}
		})
	}
}

func TestReachesAreFoundWhereverTheyAreCompiledFrom(t *testing.T) {
	const reaching = "package a\nimport \"syscall\"\nvar F = syscall.Syscall\n"
	for name, c := range map[string]struct {
		file, text string
		want       []Reach
	}{
		"Linkname": {"a.go", "package a\nimport _ \"unsafe\"\n\n//go:linkname f runtime.f\nfunc f()\n",
			[]Reach{{"go:linkname", "a.go", 4}}},
		"LinknameInText":    {"a.go", "package a\n\n// See //go:linkname f runtime.f\nvar s = `\n//go:linkname f g\n`\n", nil},
		"Variable":          {"a.go", reaching, []Reach{{"syscall.Syscall", "a.go", 3}}},
		"Test":              {"a_test.go", reaching, []Reach{{"syscall.Syscall", "a_test.go", 3}}},
		"MovedByDirective":  {"a.go", "package a\nimport \"syscall\"\n//line b.go:70\nvar F = syscall.Syscall\n", []Reach{{"syscall.Syscall", "a.go", 4}}},
		"HiddenFile":        {"_v.go", reaching, nil},
		"OtherSystem":       {"v_windows.go", reaching, nil},
		"Assembly":          {"a.s", "TEXT", []Reach{{"assembly", "a.s", 0}}},
		"AssemblyElsewhere": {"a_windows.s", "TEXT", nil},
		"TooLarge": {"a.go", reaching + "//" + strings.Repeat("x", maxFileBytes),
			[]Reach{{"source that was not read", "a.go", 0}}},
		"TooDeep": {"v.go", "package v\nvar x = " + strings.Repeat("(", 3000),
			[]Reach{{"source that was not read", "v.go", 0}}},
		"LargeModule": {"go.mod", "module a //" + strings.Repeat("x", maxFileBytes), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.want == nil {
				c.want = []Reach{}
			}
			equal(t, "reaches", find(t, tree{c.file: c.text}).Reaches, c.want)
		})
	}
}

// The go command leaves such folders out, unless they are imported.
func TestFoldersAside(t *testing.T) {
	const reaching = "package v\nimport \"syscall\"\nvar F = syscall.Syscall\n"
	imports := func(path string) string { return "package a\nimport _ \"" + path + "\"\n" }
	for name, c := range map[string]struct {
		files tree
		want  string
	}{
		"Vendored":          {tree{"a.go": imports("x.org/v"), "vendor/x.org/v/v.go": reaching}, "syscall.Syscall"},
		"Testdata":          {tree{"a.go": imports("m/testdata/v"), "testdata/v/v.go": reaching}, "syscall.Syscall"},
		"Underscore":        {tree{"a.go": imports("m/_v"), "_v/v.go": reaching}, "syscall.Syscall"},
		"Hidden":            {tree{"a.go": imports("m/.v"), ".v/v.go": reaching}, "syscall.Syscall"},
		"InHidden":          {tree{"a.go": imports("m/.v/w"), ".v/w/v.go": reaching}, "syscall.Syscall"},
		"ByTest":            {tree{"a_test.go": imports("m/.v"), ".v/v.go": reaching}, "syscall.Syscall"},
		"Transitive":        {tree{"a.go": imports("m/_v"), "_v/v.go": imports("m/_a"), "_a/a.go": imports("m/.b"), ".b/v.go": reaching}, "syscall.Syscall"},
		"Object":            {tree{"a.go": imports("v"), "vendor/v/a_linux.syso": "ELF"}, "object file"},
		"Module":            {tree{"a.go": imports("x.org/y"), "_v/go.mod": "module x.org/y\n", "_v/v.go": reaching}, "syscall.Syscall"},
		"TooDeep":           {tree{"a.go": imports("v"), "vendor/v/v.go": "package v\nvar x = " + strings.Repeat("(", 3000)}, "source that was not read"},
		"Repository":        {tree{"a.go": imports("m/.git"), ".git/v.go": reaching}, ""},
		"VendoredUnused":    {tree{"a.go": imports("x.org/w"), "vendor/x.org/v/v.go": reaching}, ""},
		"TestdataUnused":    {tree{"a.go": imports("fmt"), "testdata/v/v.go": reaching, "testdata/x.s": "TEXT"}, ""},
		"HiddenUnused":      {tree{"a.go": imports("fmt"), ".v/v.go": reaching}, ""},
		"ImportedByUnused":  {tree{"a.go": imports("fmt"), "_u/u.go": imports("m/_v"), "_v/v.go": reaching}, ""},
		"ObjectInNoFolder":  {tree{"a.syso": "ELF"}, "object file"},
		"HiddenFile":        {tree{"a.go": imports("m/_v"), "_v/_v.go": reaching, "_v/.v.go": reaching}, ""},
		"OtherSystemAside":  {tree{"a.go": imports("m/_v"), "_v/v_windows.go": reaching}, ""},
		"CommentIsNoImport": {tree{"a.go": "package a\n// import \"m/_v\"\n", "_v/v.go": reaching}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			facts := find(t, c.files)
			equal(t, "reaches", whats(facts.Reaches), c.want)
			for _, pkg := range facts.Packages {
				equal(t, "folder", pkg.Dir, ".")
			}
		})
	}
}

func TestBrokenFileAsideIsNoError(t *testing.T) {
	facts := find(t, tree{"a.go": "package a\nimport \"m/testdata\"\n",
		"testdata/a.go": "package a\nimport \"syscall\"\nvar F = syscall.Syscall\nfunc {"})
	equal(t, "errors", facts.Errors, []Error{})
	equal(t, "packages", len(facts.Packages), 1)
	equal(t, "reaches", whats(facts.Reaches), "syscall.Syscall")
}

func TestMoreFilesThanAreRead(t *testing.T) {
	for imported, want := range map[string]string{"v": "source that was not read", "w": ""} {
		files := tree{"z.go": "package z\nimport \"" + imported + "\"\n"}
		for i := range maxFiles + 10 {
			files[fmt.Sprintf("vendor/v/v%d.go", i)] = "package v\n"
		}
		facts := find(t, files)
		equal(t, "packages", len(facts.Packages), 1)
		equal(t, "reaches", whats(facts.Reaches), want)
	}
}

func TestManyReachesAreBounded(t *testing.T) {
	source := "package a\nimport \"syscall\"\nvar f = []any{" + strings.Repeat("syscall.Syscall,", 5000) + "}\n"
	equal(t, "reaches", len(find(t, tree{"a.go": source}).Reaches), maxReaches)
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
		"LongLength": "import \"unsafe\"\nfunc f() { n := len(b)" + strings.Repeat("-1", n/5) + "; " +
			strings.Repeat("unsafe.String(&b[0], n);", n/50) + "}",
		"Constraint": "",
		"NotUTF8":    strings.Repeat("\xff\x00", n),
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
