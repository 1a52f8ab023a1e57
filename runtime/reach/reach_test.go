package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

type tree map[string]string

const module = "module m\n\ngo 1.24\n"

func lay(t *testing.T, files tree) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func placesIn(t *testing.T, files tree, build ...string) []Place {
	t.Helper()
	root := lay(t, files)
	t.Chdir(root)
	t.Setenv("CGO_ENABLED", "0")
	reached, err := Look(root, "go", build)
	if err != nil {
		t.Fatal(err)
	}
	return reached.Places
}

func TestListIsNeverNull(t *testing.T) {
	root := lay(t, tree{"go.mod": module, "a.go": "package main\nfunc main() {}\n"})
	t.Chdir(root)
	reached, err := Look(root, "go", []string{"."})
	text, _ := json.Marshal(reached)
	if err != nil || string(text) != `{"places":[]}` {
		t.Errorf("%s, %v", text, err)
	}
}

// A use of the standard library in a function of its own, and what of it is a place.
type use struct{ imports, body, want string }

// expectUses looks at all of them at once: to ask the go command takes a while.
func expectUses(t *testing.T, uses map[string]use) {
	t.Helper()
	files := tree{"go.mod": module}
	main := "package main\n"
	for name, c := range uses {
		dir := strings.ToLower(name)
		main += "import _ \"m/" + dir + "\"\n"
		files[dir+"/a.go"] = "package a\n\nimport (" + c.imports + ")\n\nfunc F[T any](t T) {\n" + c.body + "\n}\n"
	}
	files["main.go"] = main + "func main() {}\n"
	found := map[string][]string{}
	for _, p := range placesIn(t, files, ".") {
		dir := path.Dir(p.File)
		found[dir] = append(found[dir], p.What)
		if p.Line != 3 && p.Line != 6 {
			t.Errorf("%v", p)
		}
	}
	for name, c := range uses {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(found[strings.ToLower(name)], "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestUsesOfTheStandardLibrary(t *testing.T) {
	expectUses(t, map[string]use{
		"Print":       {`"fmt"; "os"`, "fmt.Fprintln(os.Stderr, 1)", ""},
		"NotCalled":   {`"syscall"`, "f := syscall.Syscall; f(1, 3, 0, 0)", "syscall.Syscall"},
		"Renamed":     {`s "syscall"`, "s.RawSyscall6(1, 3, 0, 0, 0, 0, 0); s.PtraceAttach(1)", "syscall.PtraceAttach; syscall.RawSyscall6"},
		"Dot":         {`. "syscall"`, "Syscall(1, 3, 0, 0)", "syscall.Syscall"},
		"LocalOfName": {`"fmt"`, "syscall := struct{ Syscall func() }{}; fmt.Print(syscall.Syscall)", ""},
		"Descriptors": {`"os"; "syscall"`, `syscall.Close(3); syscall.Write(3, nil); syscall.Dup2(3, 4)
			syscall.Pipe2(make([]int, 2), syscall.O_CLOEXEC); syscall.Open("x", 0, 0); os.NewFile(3, "x")`, ""},
		"Programs": {`"os"; "os/exec"; "syscall"`, `c := exec.Command(os.Args[0]); c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			c.Path = "/bin/sh"; c.Run(); syscall.Kill(-1, syscall.SIGTERM); syscall.Exec("x", nil, nil)`, ""},
		"Usage":              {`"syscall"; "os/signal"; "os"`, "var u syscall.Rusage; syscall.Getrusage(syscall.RUSAGE_SELF, &u); signal.Notify(make(chan os.Signal), syscall.SIGTERM); _ = syscall.EINTR.Error()", ""},
		"Unmapped":           {`"syscall"`, "b, _ := syscall.Mmap(-1, 0, 1, 1, 1); syscall.Munmap(b)", "syscall.Munmap"},
		"Files":              {`"os"`, `os.ReadFile("/proc/self/status"); os.Open("/proc/self/mem"); os.OpenRoot("/proc")`, ""},
		"Server":             {`"net"; "net/http"; "net/http/httptest"; _ "net/http/pprof"; "expvar"`, "net.Listen(``, ``); httptest.NewServer(http.DefaultServeMux); expvar.NewInt(``)", ""},
		"Runtime":            {`"runtime"; "runtime/metrics"; "runtime/trace"; "runtime/pprof"; "os"`, "runtime.GC(); runtime.MemProfileRate = 1; runtime.AddCleanup(new(int), func(int) {}, 1); metrics.All(); trace.Stop(); pprof.WriteHeapProfile(os.Stdout); var m runtime.MemStats; runtime.ReadMemStats(&m)", ""},
		"Debug":              {`"runtime/debug"; "runtime"`, "debug.FreeOSMemory(); debug.WriteHeapDump(3); runtime.SetCgoTraceback(0, nil, nil, nil)", "runtime.SetCgoTraceback; runtime/debug.WriteHeapDump"},
		"Pointers":           {`"weak"; "unique"; "sync/atomic"; "sync"`, "weak.Make(new(int)); unique.Make(1); var p atomic.Pointer[int]; p.Load(); sync.OnceFunc(nil)", ""},
		"Plugin":             {`"plugin"`, "plugin.Open(``)", "plugin"},
		"Unknown":            {`"runtime/coverage"`, "coverage.WriteMetaDir(``)", "runtime/coverage"},
		"UnknownInit":        {`_ "runtime/coverage"`, "", "runtime/coverage"},
		"Reflection":         {`"reflect"; "fmt"`, "v := reflect.ValueOf(t); fmt.Println(v.Pointer(), reflect.TypeFor[int](), v.Kind() == reflect.Int); v.MethodByName(``).Call(nil)", ""},
		"NewAt":              {`"reflect"`, "reflect.NewAt(nil, reflect.ValueOf(t).UnsafePointer())", "reflect.NewAt; unsafe.Pointer"},
		"PointerFromLibrary": {`"reflect"`, "p := reflect.ValueOf(t).UnsafePointer(); q := (*int)(p); _ = q", "unsafe.Pointer"},
		"Embedded":           {`"reflect"`, "x := struct{ reflect.Value }{}; _ = x.UnsafePointer()", "unsafe.Pointer"},
		"MethodValue":        {`"reflect"`, "f := reflect.Value.UnsafePointer; _ = f(reflect.Value{})", "unsafe.Pointer"},
		"OwnInterface":       {`"reflect"`, "_ = pointerOf(reflect.Value{})}; func pointerOf[P any, V interface{ UnsafePointer() P }](v V) P { return v.UnsafePointer()", "unsafe.Pointer"},
		"Header":             {`"reflect"`, "h := reflect.StringHeader{Data: 8, Len: 9}; _ = h", ""},
		"Testing":            {`"testing"`, "testing.Benchmark(func(b *testing.B) { b.ReportAllocs() }); testing.AllocsPerRun(1, nil); testing.Init()", ""},
		"OwnBenchmarks":      {`"testing"`, "testing.RunBenchmarks(nil, []testing.InternalBenchmark{{Name: `B`}}); testing.Main(nil, nil, nil, nil); testing.MainStart(nil, nil, nil, nil, nil)", "testing.Main; testing.MainStart; testing.RunBenchmarks"},
	})
}

func TestUnsafe(t *testing.T) {
	const b = "b := make([]byte, 9); "
	expectUses(t, map[string]use{
		"Sizeof":            {`"unsafe"`, "x := struct{ y int }{}; _ = unsafe.Sizeof(x) + unsafe.Alignof(x) + unsafe.Offsetof(x.y)", ""},
		"StringOfBytes":     {`"unsafe"`, b + "_ = unsafe.String(unsafe.SliceData(b), len(b))", ""},
		"StringOfElement":   {`"unsafe"`, "w := struct{ buf []byte }{}; _ = unsafe.String(&w.buf[0], len(w.buf))", ""},
		"BytesOfString":     {`"unsafe"`, "s := `x`; _ = unsafe.Slice(unsafe.StringData(s), len(s))", ""},
		"PartOfSlice":       {`"unsafe"`, b + "_ = unsafe.Slice(&b[1], cap(b)-1); _ = unsafe.Slice(&b[0], len(b)/2)", ""},
		"LengthByName":      {`"unsafe"`, b + "n := len(b); _ = unsafe.String(&b[0], n)", ""},
		"LengthByConstant":  {`"unsafe"`, b + "const i = 2; _ = unsafe.String(&b[i], len(b)-i)", ""},
		"LongString":        {`"unsafe"`, "x := byte(1); _ = unsafe.String(&x, 1<<20)", "unsafe.String of any length"},
		"LongSlice":         {`"unsafe"`, "x, n := 1, 2; _ = unsafe.Slice(&x, n)", "unsafe.Slice of any length"},
		"LengthAndMore":     {`"unsafe"`, b + "_ = unsafe.String(&b[0], len(b)+1<<20)", "unsafe.String of any length"},
		"LengthLessAny":     {`"unsafe"`, b + "n := -1; _ = unsafe.String(&b[0], len(b)-n)", "unsafe.String of any length"},
		"LengthOfOther":     {`"unsafe"`, b + "c := b; _ = unsafe.String(&b[0], len(c))", "unsafe.String of any length"},
		"LengthFromLater":   {`"unsafe"`, b + "_ = unsafe.String(&b[8], len(b))", "unsafe.String of any length"},
		"LengthSetAnew":     {`"unsafe"`, b + "n := len(b); n = 99; _ = unsafe.String(&b[0], n)", "unsafe.String of any length"},
		"LengthRedeclared":  {`"unsafe"`, b + "n := len(b); n, m := 99, 1; _ = m; _ = unsafe.String(&b[0], n)", "unsafe.String of any length"},
		"MemorySetAnew":     {`"unsafe"`, b + "n := len(b); b = nil; _ = unsafe.String(&b[0], n)", "unsafe.String of any length"},
		"MemorySetByMethod": {`"unsafe"`, "var s stack; n := len(s); s.pop(); _ = unsafe.Slice(&s[0], n)}; type stack []byte; func (s *stack) pop() { *s = nil", "unsafe.Slice of any length"},
		"OwnLen":            {`"unsafe"`, b + "len := func([]byte) int { return 1 << 20 }; _ = unsafe.String(&b[0], len(b))", "unsafe.String of any length"},
		"BytesAsString":     {`"unsafe"`, b + "_ = *(*string)(unsafe.Pointer(&b)); _ = (*(*string)((unsafe.Pointer)(&b)))", ""},
		"FieldAsString":     {`"unsafe"`, "w := &struct{ buf []byte }{}; _ = *(*string)(unsafe.Pointer(&w.buf))", ""},
		"AnythingAsString":  {`"unsafe"`, "h := [2]uintptr{9, 9}; _ = *(*string)(unsafe.Pointer(&h))", "unsafe.Pointer"},
		"AnythingAsBytes":   {`"unsafe"`, "h := `s`; _ = *(*[]byte)(unsafe.Pointer(&h))", "unsafe.Pointer"},
		"ParameterAsString": {`"unsafe"`, "_ = *(*string)(unsafe.Pointer(&t))", "unsafe.Pointer"},
		"AsNumber":          {`"unsafe"`, "f := 1.5; _ = *(*uint64)(unsafe.Pointer(&f)); a := [8]byte{}; _ = *(*uint64)(unsafe.Pointer(&a))", ""},
		"AsLargerNumber":    {`"unsafe"`, "f := float32(1.5); _ = *(*uint64)(unsafe.Pointer(&f))", "unsafe.Pointer"},
		"ParameterAsNumber": {`"unsafe"`, "_ = *(*uint64)(unsafe.Pointer(&t))", "unsafe.Pointer"},
		"AsArray":           {`"unsafe"`, "f := 1.5; _ = (*(*[1 << 30]byte)(unsafe.Pointer(&f)))[5]", "unsafe.Pointer"},
		"AsOwnType":         {`"unsafe"`, "type int [1 << 30]byte; f := 1.5; _ = (*(*int)(unsafe.Pointer(&f)))[5]", "unsafe.Pointer"},
		"PointerAsNumber":   {`"unsafe"`, "p := new(int); _ = *(*uint64)(unsafe.Pointer(p))", "unsafe.Pointer"},
		"WrittenAsNumber":   {`"unsafe"`, b + "*(*uintptr)(unsafe.Pointer(&b)) = 9", "unsafe.Pointer"},
		"CountedAsNumber":   {`"unsafe"`, b + "(*(*int)(unsafe.Pointer(&b)))++", "unsafe.Pointer"},
		"KeptPointer":       {`"unsafe"`, b + "p := (*uintptr)(unsafe.Pointer(&b)); *p = 9", "unsafe.Pointer"},
		"AddressedNumber":   {`"unsafe"`, b + "p := &*(*uintptr)(unsafe.Pointer(&b)); *p = 9", "unsafe.Pointer"},
		"PrintedAddress":    {`"unsafe"`, "x := 1; print(uintptr(unsafe.Pointer(&x)), uint64(uintptr((unsafe.Pointer(&x)))))", ""},
		"AddressOfAny":      {`"unsafe"`, "print(uintptr(unsafe.Pointer(unsafe.StringData(`x`))))", ""},
		"PointerType":       {`"unsafe"`, "var p unsafe.Pointer; _ = p", "unsafe.Pointer"},
		"OwnPointerType":    {`"unsafe"`, "type pointer unsafe.Pointer", "unsafe.Pointer"},
		"Address":           {`"unsafe"`, "u := uintptr(51); p := unsafe.Pointer(u); _ = p", "unsafe.Pointer"},
		"Add":               {`"unsafe"`, "x := 1; _ = (*int)(unsafe.Add(unsafe.Pointer(&x), 8))", "unsafe.Add; unsafe.Pointer"},
		"UnsafeRenamed":     {`u "unsafe"`, "_ = u.Pointer(uintptr(1))", "unsafe.Pointer"},
		"UnsafeDot":         {`. "unsafe"`, "_ = Pointer(uintptr(1))", "unsafe.Pointer"},
	})
}

// The library's own files never count.
func TestWhatIsCompiled(t *testing.T) {
	const reaching = "import \"syscall\"\nvar F = syscall.Syscall\n"
	const place = "syscall.Syscall "
	imports := func(path string) string { return "package main\nimport _ " + path + "\nfunc main() {}\n" }
	const empty = "package main\nfunc main() {}\n"
	for name, c := range map[string]struct {
		files tree
		build string
		want  string
	}{
		"Itself":               {tree{"a.go": empty + "var s = 1\n"}, ".", ""},
		"Imported":             {tree{"a.go": imports(`"m/v"`), "v/v.go": "package v\n" + reaching}, ".", place + "v/v.go:3"},
		"Beside":               {tree{"a.go": empty, "v/v.go": "package v\n" + reaching}, ".", ""},
		"Underscore":           {tree{"a.go": imports(`"m/_v"`), "_v/v.go": "package v\n" + reaching}, ".", place + "_v/v.go:3"},
		"Escaped":              {tree{"a.go": imports(`"m/\x5fv/f\u006fo"`), "_v/foo/v.go": "package v\n" + reaching}, ".", place + "_v/foo/v.go:3"},
		"Vendored":             {tree{"go.mod": module + "require x.org/v v1.0.0\n", "vendor/modules.txt": "# x.org/v v1.0.0\n## explicit\nx.org/v\n", "a.go": imports(`"x.org/v"`), "vendor/x.org/v/v.go": "package v\n" + reaching}, "-mod=vendor .", place + "vendor/x.org/v/v.go:3"},
		"Replaced":             {tree{"go.mod": module + "require x.org/v v1.0.0\nreplace x.org/v => ./_v\n", "_v/go.mod": "module x.org/v\n", "a.go": imports(`"x.org/v"`), "_v/v.go": "package v\n" + reaching}, "-mod=mod .", place + "_v/v.go:3"},
		"Hidden":               {tree{"a.go": empty, "_v.go": "package main\n" + reaching, ".v.go": "package main\n" + reaching}, ".", ""},
		"OtherSystem":          {tree{"a.go": empty, "v_windows.go": "package main\n" + reaching}, ".", ""},
		"LooksLikeOtherSystem": {tree{"a.go": empty, "x.y_windows.go": "package main\n" + reaching}, ".", place + "x.y_windows.go:3"},
		"Dots":                 {tree{"a.go": empty, "x.windows.go": "package main\n" + reaching}, ".", place + "x.windows.go:3"},
		"Level":                {tree{"a.go": empty, "v.go": "//go:build amd64.v1 || arm64.v8.0\n\npackage main\n" + reaching}, ".", place + "v.go:5"},
		"Experiment":           {tree{"a.go": empty, "v.go": "//go:build !goexperiment.none\n\npackage main\n" + reaching}, ".", place + "v.go:5"},
		"Tag":                  {tree{"a.go": empty, "v.go": "//go:build fast\n\npackage main\n" + reaching}, "-tags=fast .", place + "v.go:5"},
		"OtherTag":             {tree{"a.go": empty, "v.go": "//go:build fast\n\npackage main\n" + reaching}, "-tags=slow .", ""},
		"Test":                 {tree{"a.go": empty, "a_test.go": "package main\n" + reaching, "b_test.go": "package main_test\n" + reaching}, "-test .", place + "a_test.go:3; " + place + "b_test.go:3"},
		"TestAlone":            {tree{"a_test.go": "package a\n" + reaching}, "-test .", place + "a_test.go:3"},
		"OuterTest":            {tree{"a.go": "package a\n" + reaching, "b_test.go": "package a_test\nimport _ \"m\"\n"}, "-test .", place + "a.go:3"},
		"NoTest":               {tree{"a.go": empty, "a_test.go": "package main\n" + reaching}, ".", ""},
		"Moved":                {tree{"a.go": "package main\n//line b.go:70\n" + reaching + "func main() {}\n"}, ".", place + "a.go:4"},
		"Linkname":             {tree{"a.go": "package main\nimport _ \"unsafe\"\n//go:linkname f runtime.fastrand\nfunc f()\nfunc main() {}\n", "a.s": ""}, ".", "go:linkname a.go:3; assembly a.s:0"},
		"LinknameInText":       {tree{"a.go": "package main\n// See //go:linkname f\nvar s = `\n//go:linkname f g\n`\nfunc main() {}\n"}, ".", ""},
		"Directives":           {tree{"a.go": "package main\n//go:generate x\n\n//go:noinline\nfunc main() {}\n//go:cgo_ldflag x\n"}, ".", "go:cgo_ldflag a.go:6"},
		"Object":               {tree{"a.go": empty, "a_linux.syso": ""}, ".", "object file a_linux.syso:0"},
		"AssemblyElsewhere":    {tree{"a.go": empty, "a_windows.s": ""}, ".", ""},
		"Cgo":                  {tree{"a.go": empty, "c.go": "package main\nimport \"C\"\n" + reaching}, ".", ""},
		"Generic":              {tree{"a.go": imports(`"m/v"`), "v/v.go": "package v\nfunc F[T any](f func() T) T { return f() }\n"}, ".", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(c.files)
			if files["go.mod"] == "" {
				files["go.mod"] = module
			}
			told := []string{}
			for _, p := range placesIn(t, files, strings.Fields(c.build)...) {
				told = append(told, fmt.Sprintf("%s %s:%d", p.What, p.File, p.Line))
			}
			if got := strings.Join(told, "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The go.mod that lies beside, by an overlay.
func TestFolderWithoutModule(t *testing.T) {
	beside := lay(t, tree{"go.mod": "module submission\n\ngo 1.24\n"})
	root := lay(t, tree{"a.go": "package main\nimport \"syscall\"\nfunc main() { syscall.Syscall(1, 2, 3, 4) }\n"})
	overlay := lay(t, tree{"o.json": fmt.Sprintf(`{"Replace": {%q: %q}}`, root+"/go.mod", beside+"/go.mod")})
	t.Chdir(root)
	reached, err := Look(root, "go", []string{"-overlay=" + overlay + "/o.json", "."})
	if err != nil || len(reached.Places) != 1 || reached.Places[0] != (Place{"syscall.Syscall", "a.go", 3}) {
		t.Errorf("%v, %v", reached, err)
	}
}

func TestWhatCannotBeReadIsAPlace(t *testing.T) {
	for name, text := range map[string]string{
		"Syntax":  "package main\nfunc main( {\n",
		"Type":    "package main\nfunc main() { var s string = 1 }\n",
		"Missing": "package main\nimport _ \"m/none\"\nfunc main() {}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if len(placesIn(t, tree{"go.mod": module, "a.go": text}, ".")) == 0 {
				t.Error("nothing is told")
			}
		})
	}
}

func TestNothingListedIsAnError(t *testing.T) {
	root := lay(t, tree{"go.mod": "mod", "a.go": "package main\n"})
	t.Chdir(root)
	if reached, err := Look(root, "go", []string{"."}); err == nil {
		t.Errorf("%v", reached)
	}
}

func TestPlacesAreBounded(t *testing.T) {
	source := "package main\nimport \"syscall\"\nfunc main() {}\nvar f = []any{" +
		strings.Repeat("syscall.Syscall,\n", 5000) + "}\n"
	if n := len(placesIn(t, tree{"go.mod": module, "a.go": source}, ".")); n != maxPlaces {
		t.Errorf("%d places", n)
	}
}

func TestFilesOfOursAreCompiledAndNotLookedAt(t *testing.T) {
	ours := filepath.Join(lay(t, tree{"ours.go": "package m\nimport \"unsafe\"\nvar p = unsafe.Pointer(&its)\n"}), "ours.go")
	root := lay(t, tree{"go.mod": module, "a.go": "package m\nimport \"unsafe\"\nvar its int\nvar q = unsafe.Pointer(&its)\n"})
	text, _ := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "zz.go"): ours}})
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(overlay, text, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	reached, err := Look(root, "go", []string{"-overlay=" + overlay, "."})
	if err != nil || len(reached.Places) != 1 || reached.Places[0].File != "a.go" {
		t.Errorf("%v, %v", reached, err)
	}
}
