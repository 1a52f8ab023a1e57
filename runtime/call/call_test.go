package call

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

var global = 42

type answer struct {
	value int
	next  *answer
}

func told[A, R any](f func(A) R) gradeTold {
	told := gradeTold{Gives: []string{}, Writes: []string{}}
	told.call(func(isCalled bool) (args, results []any) {
		x := gradeArgument[A](gradeSlot)
		var r R
		if isCalled {
			r = f(x)
		}
		return []any{&x}, []any{&r}
	})
	return told
}

func TestWhatACallGives(t *testing.T) {
	none := []string{}
	for name, c := range map[string]struct{ got, want gradeTold }{
		"result":   {told(func(int) int { return 42 }), gradeTold{[]string{"42"}, none, false, ""}},
		"nothing":  {told(func(x *int) error { return nil }), gradeTold{none, none, false, ""}},
		"argument": {told(func(x int) int { return x }), gradeTold{[]string{"4218205"}, none, false, ""}},
		"stored":   {told(func(x *int) error { *x = 42; return nil }), gradeTold{[]string{"42"}, none, false, ""}},
		"field":    {told(func(x *answer) error { x.value = 42; return nil }), gradeTold{[]string{"42"}, none, false, ""}},
		"fluent": {told(func(x *int) *int { *x = 42; return x }),
			gradeTold{[]string{"42", "42"}, none, false, ""}},
		"global": {told(func(int) *int { return &global }), gradeTold{[]string{"42"}, none, true, ""}},
		"new":    {told(func(int) *int { x := 42; return &x }), gradeTold{[]string{"42"}, none, true, ""}},
		"hidden": {told(func(int) answer { return answer{next: &answer{value: 42}} }),
			gradeTold{[]string{"0", "42"}, none, true, ""}},
		"append": {told(func(b []byte) []byte { return strconv.AppendInt(b, 42, 10) }),
			gradeTold{none, []string{"42"}, false, ""}},
		"in place": {told(func(b []byte) int { return copy(b, "42\n") }),
			gradeTold{[]string{"3"}, []string{"42"}, false, ""}},
		"writer": {told(func(w io.Writer) error { _, err := io.WriteString(w, "42\n"); return err }),
			gradeTold{none, []string{"42"}, false, ""}},
		"bufio": {told(func(w *bufio.Writer) *bufio.Writer { w.WriteString("42\n"); return w }),
			gradeTold{}},
		"buffer": {told(func(b *bytes.Buffer) error { b.WriteString("42"); return nil }),
			gradeTold{none, []string{"42"}, false, ""}},
		"builder": {told(func(b *strings.Builder) *strings.Builder { b.WriteString("42"); return b }),
			gradeTold{none, []string{"42", "42"}, false, ""}},
		"callback": {told(func(f func(int)) error { f(42); return nil }), gradeTold{[]string{"42"}, none, false, ""}},
		"channel":  {told(func(c chan int) error { c <- 42; return nil }), gradeTold{[]string{"42"}, none, false, ""}},
		"panic": {told(func(m map[string]*int) int { return *m["x"] }), gradeTold{none, none, false,
			"panic: runtime error: invalid memory address or nil pointer dereference"}},
	} {
		if name == "bufio" {
			if c.got.Kept || !strings.Contains(strings.Join(c.got.Writes, "|"), "42") {
				t.Errorf("%s: %+v", name, c.got)
			}
			continue
		}
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: got %+v, want %+v", name, c.got, c.want)
		}
	}
}

func TestArgumentsDifferAndCanBeUsed(t *testing.T) {
	if a := gradeArguments[int](); a[0] != 4218200 || a[63] != 4218263 {
		t.Errorf("ints from %d to %d", a[0], a[63])
	}
	if a := gradeArgument[struct {
		name string
		next *answer
	}](3); a.name != "4218203" || a.next.value != 4218203 || a.next.next == nil {
		t.Errorf("struct %+v", a)
	}
	if a := gradeLists[any](); a[1][0] != 4218201 {
		t.Errorf("any %v", a[1])
	}
}

func BenchmarkGradeCall(b *testing.B) {
	f := func() *int { x := new(int); return x }
	var r *int
	gradeRun(b, func(n int) {
		for range n {
			r = f()
		}
	}, func(bool) ([]any, []any) { r := f(); return nil, []any{&r} })
	_ = r
}

func TestTheNameOfABenchmarkTellsIt(t *testing.T) {
	text, err := json.Marshal(gradeTold{Gives: []string{"42"}, Writes: []string{}})
	if want := `{"gives":["42"],"writes":[],"kept":false,"panic":""}`; err != nil || string(text) != want {
		t.Errorf("%s %v", text, err)
	}
	if len(hex.EncodeToString(text)) > 4000 {
		t.Error("too long a name")
	}
}
