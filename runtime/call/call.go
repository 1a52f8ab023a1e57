//go:build go1.24

// Package call calls a function of a student by itself. The text of this file goes into the test
// binary of the student's package, under the name of that package, beside a file that names the
// functions (runtime/call_source.cc); so no name here may be one that a student would use.
//
// A function is called in a benchmark, so that package testing itself reports what it allocates.
// What it gives is told by the name of a second benchmark, since names are reported as well.
package call

import (
	gradebufio "bufio"
	gradebytes "bytes"
	gradecontext "context"
	gradehex "encoding/hex"
	gradejson "encoding/json"
	gradefmt "fmt"
	gradelog "log"
	gradeslog "log/slog"
	gradeos "os"
	gradereflect "reflect"
	gradestrings "strings"
	gradetesting "testing"
	gradeunsafe "unsafe"
)

const (
	gradeSlots     = 64      // arguments are used in turn, so that nothing can be kept for the last one
	gradeNumber    = 4218200 // and the following: the numbers in arguments
	gradeMaxDepth  = 4
	gradeSlot      = 5 // of what is told
	gradeMaxTexts  = 12
	gradeMaxText   = 80 // bytes
	gradeSliceLen  = 64
	gradeSliceRoom = 1024
	gradeRoom      = 64 << 10 // bytes that a buffer takes before it grows
)

// gradeRun measures the calls, then makes two more and tells what they give.
func gradeRun(b *gradetesting.B, loop func(n int), once gradeOnce) {
	told := gradeTold{Gives: []string{}, Writes: []string{}}
	b.Run("call", func(b *gradetesting.B) {
		defer told.recover()
		loop(b.N)
	})
	told.call(once)
	text, _ := gradejson.Marshal(told)
	b.Run("told="+gradehex.EncodeToString(text), func(*gradetesting.B) {})
}

// gradeOnce makes arguments and calls with them, or only makes them. It gives pointers to variables.
type gradeOnce func(isCalled bool) (args, results []any)

// gradeTold is what harness/observe/calls.cc reads.
type gradeTold struct {
	Gives  []string `json:"gives"`  // values
	Writes []string `json:"writes"` // texts
	Kept   bool     `json:"kept"`   // a result leads to memory that no argument brought
	Panic  string   `json:"panic"`
}

func (t *gradeTold) recover() {
	if r := recover(); r != nil {
		t.Panic = gradeCut(gradefmt.Sprint("panic: ", r))
	}
}

func (t *gradeTold) call(once gradeOnce) {
	defer t.recover()
	if t.Panic != "" {
		return
	}
	args, _ := once(false)
	before := gradeLook(args)
	gradeGot = gradeReceived{}
	args, results := once(true)
	after, given := gradeLook(args), gradeLook(results)
	gradeGot.tell(given)
	for _, found := range after.found {
		if !before.has(found) {
			t.add(found)
		}
	}
	for _, found := range given.found {
		t.add(found)
	}
	for _, memory := range given.memory {
		t.Kept = t.Kept || !after.holds(memory)
	}
}

func (t *gradeTold) add(found gradeFound) {
	list := &t.Gives
	if found.isText {
		list = &t.Writes
	}
	if len(*list) < gradeMaxTexts {
		*list = append(*list, gradeCut(found.text))
	}
}

func gradeCut(text string) string {
	return gradestrings.ToValidUTF8(text[:min(len(text), gradeMaxText)], "?")
}

// ---- what is there after a call

type gradeFound struct {
	path   string
	text   string
	isText bool
}

type gradeMemory struct{ from, size uintptr }

type gradeSight struct {
	found  []gradeFound
	memory []gradeMemory
}

func (s *gradeSight) has(one gradeFound) bool {
	for _, found := range s.found {
		if found == one {
			return true
		}
	}
	return false
}

func (s *gradeSight) holds(one gradeMemory) bool {
	for _, m := range s.memory {
		if one.from >= m.from && one.from < m.from+m.size {
			return true
		}
	}
	return false
}

// gradeLook follows pointers to variables. An argument that is a plain value was not given by the
// function, and is the same before.
func gradeLook(variables []any) *gradeSight {
	s := &gradeSight{}
	for i, variable := range variables {
		s.look(gradefmt.Sprint(i), gradereflect.ValueOf(variable).Elem(), 0)
	}
	return s
}

func (s *gradeSight) tell(path string, isText bool, values ...any) {
	s.found = append(s.found, gradeFound{path, gradestrings.Trim(gradefmt.Sprint(values...), "\x00\r\n "), isText})
}

func (s *gradeSight) look(path string, v gradereflect.Value, depth int) {
	if depth > gradeMaxDepth || len(s.found) > 100 {
		return
	}
	if v.CanAddr() { // also where a field is not exported
		v = gradereflect.NewAt(v.Type(), gradeunsafe.Pointer(v.UnsafeAddr())).Elem()
		if s.lookAtWriter(path, v.Interface()) {
			return
		}
	}
	switch v.Kind() {
	case gradereflect.Pointer:
		if !v.IsNil() && v.Type().Elem().Size() > 0 {
			s.memory = append(s.memory, gradeMemory{v.Pointer(), v.Type().Elem().Size()})
			s.look(path+"*", v.Elem(), depth+1)
		}
	case gradereflect.Interface:
		if !v.IsNil() {
			s.look(path+"i", v.Elem(), depth+1)
		}
	case gradereflect.Slice:
		s.lookAtSlice(path, v, depth)
	case gradereflect.Array:
		for i := range min(v.Len(), gradeMaxTexts) {
			s.look(gradefmt.Sprint(path, "[", i), v.Index(i), depth+1)
		}
	case gradereflect.Struct:
		for i := range v.NumField() {
			s.look(gradefmt.Sprint(path, ".", i), v.Field(i), depth+1)
		}
	case gradereflect.Map:
		for each := v.MapRange(); each.Next(); {
			s.look(gradefmt.Sprint(path, "[", each.Key()), each.Value(), depth+1)
		}
	case gradereflect.Chan:
		for v.Type().ChanDir() == gradereflect.BothDir && v.Len() > 0 {
			value, _ := v.Recv()
			s.look(path+"<", value, depth+1)
		}
	case gradereflect.String:
		s.tell(path, true, v.String())
	case gradereflect.Func, gradereflect.UnsafePointer, gradereflect.Invalid:
	default:
		s.tell(path, false, v)
	}
}

func (s *gradeSight) lookAtSlice(path string, v gradereflect.Value, depth int) {
	if v.Cap() > 0 && v.Type().Elem().Size() > 0 {
		size := uintptr(v.Cap()) * v.Type().Elem().Size()
		s.memory = append(s.memory, gradeMemory{v.Pointer(), size})
	}
	if v.Type().Elem().Kind() == gradereflect.Uint8 {
		s.tell(path, true, string(v.Bytes()))
		return
	}
	for i := range v.Len() {
		if i < gradeMaxTexts || i >= gradeSliceLen && i < gradeSliceLen+gradeMaxTexts {
			s.look(gradefmt.Sprint(path, "[", i), v.Index(i), depth+1)
		}
	}
}

// lookAtWriter knows what of the standard library holds what is written.
func (s *gradeSight) lookAtWriter(path string, variable any) bool {
	switch w := variable.(type) {
	case *gradebufio.Writer:
		if w != nil && w.Buffered() > 0 {
			w.Flush()
		}
		return false
	case *gradebytes.Buffer:
		if w == nil {
			return true
		}
		s.tell(path, true, w.String())
		s.memory = append(s.memory, gradeMemory{gradereflect.ValueOf(w).Pointer(), 1})
	case *gradestrings.Builder:
		if w == nil {
			return true
		}
		s.tell(path, true, w.String())
		s.memory = append(s.memory, gradeMemory{gradereflect.ValueOf(w).Pointer(), 1})
	case gradebytes.Buffer:
		s.tell(path, true, w.String())
	case gradestrings.Builder:
		s.tell(path, true, w.String())
	case gradeSink:
		s.tell(path, true, string(w.text[:w.used]))
	case *gradelog.Logger:
		if w != nil {
			s.look(path, gradereflect.ValueOf([]any{w.Writer()}).Index(0), 0)
		}
	case *gradeos.File, *gradeslog.Logger, gradecontext.Context, error:
	default:
		return false
	}
	return true
}

// ---- arguments

func gradeArguments[A any]() []A {
	all := make([]A, gradeSlots)
	for i := range all {
		all[i] = gradeArgument[A](i)
	}
	return all
}

func gradeArgument[A any](slot int) A {
	var a A
	gradeFill(gradereflect.ValueOf(&a).Elem(), slot, 0)
	return a
}

// gradeInts are for a parameter that is an interface without methods: the call converts them.
func gradeInts() []int { return gradeArguments[int]() }

// gradeLists are for the last parameter of f(x ...A).
func gradeLists[A any]() [][]A {
	all := make([][]A, gradeSlots)
	for i := range all {
		all[i] = gradeList[A](i)
	}
	return all
}

func gradeList[A any](slot int) []A { return []A{gradeArgument[A](slot)} }

func gradeFill(v gradereflect.Value, slot, depth int) {
	if depth > gradeMaxDepth {
		return
	}
	if known := gradeKnown(v.Type(), slot); known != nil {
		v.Set(gradereflect.ValueOf(known))
		return
	}
	switch v.Kind() {
	case gradereflect.Int8:
		v.SetInt(int64(40 + slot))
	case gradereflect.Int16:
		v.SetInt(int64(30000 + slot))
	case gradereflect.Int, gradereflect.Int32, gradereflect.Int64:
		v.SetInt(int64(gradeNumber + slot))
	case gradereflect.Uint8:
		v.SetUint(uint64(40 + slot))
	case gradereflect.Uint16:
		v.SetUint(uint64(30000 + slot))
	case gradereflect.Uint, gradereflect.Uint32, gradereflect.Uint64, gradereflect.Uintptr:
		v.SetUint(uint64(gradeNumber + slot))
	case gradereflect.Float32, gradereflect.Float64:
		v.SetFloat(float64(gradeNumber + slot))
	case gradereflect.Complex64, gradereflect.Complex128:
		v.SetComplex(complex(float64(gradeNumber+slot), 0))
	case gradereflect.String:
		v.SetString(gradefmt.Sprint(gradeNumber + slot))
	case gradereflect.Bool:
		v.SetBool(true)
	case gradereflect.Pointer:
		v.Set(gradereflect.New(v.Type().Elem()))
		gradeFill(v.Elem(), slot, depth+1)
	case gradereflect.Slice:
		v.Set(gradereflect.MakeSlice(v.Type(), gradeSliceLen, gradeSliceRoom))
	case gradereflect.Map:
		v.Set(gradereflect.MakeMap(v.Type()))
	case gradereflect.Chan:
		both := gradereflect.ChanOf(gradereflect.BothDir, v.Type().Elem())
		v.Set(gradereflect.MakeChan(both, gradeRoom).Convert(v.Type()))
	case gradereflect.Struct:
		gradeFillStruct(v, slot, depth)
	}
}

type gradeOwn struct{}

// gradeFillStruct leaves those of the standard library as they are.
func gradeFillStruct(v gradereflect.Value, slot, depth int) {
	root := func(path string) string {
		first, _, _ := gradestrings.Cut(path, "/")
		return gradestrings.TrimSuffix(first, "_test")
	}
	own := gradereflect.TypeFor[gradeOwn]().PkgPath()
	if path := v.Type().PkgPath(); path != "" && root(path) != root(own) {
		return
	}
	for i := range v.NumField() {
		field := v.Field(i)
		field = gradereflect.NewAt(field.Type(), gradeunsafe.Pointer(field.UnsafeAddr())).Elem()
		gradeFill(field, slot, depth+1)
	}
}

// gradeKnown has a value for types that are of no use when they are made from nothing.
func gradeKnown(kind gradereflect.Type, slot int) any {
	switch kind {
	case gradereflect.TypeFor[*gradebufio.Writer]():
		return gradebufio.NewWriter(&gradeSink{})
	case gradereflect.TypeFor[*gradebytes.Buffer]():
		return gradebytes.NewBuffer(make([]byte, 0, gradeRoom))
	case gradereflect.TypeFor[*gradestrings.Builder]():
		builder := &gradestrings.Builder{}
		builder.Grow(gradeRoom)
		return builder
	case gradereflect.TypeFor[*gradeos.File]():
		return gradeos.Stdout
	case gradereflect.TypeFor[*gradelog.Logger]():
		return gradelog.New(&gradeSink{}, "", 0)
	case gradereflect.TypeFor[*gradeslog.Logger]():
		return gradeslog.New(gradeslog.NewTextHandler(&gradeSink{}, nil))
	}
	for _, f := range []any{gradeTakeInt, gradeTakePointer, gradeTakeText, gradeTakeBytes} {
		if gradereflect.TypeOf(f) == kind {
			return f
		}
	}
	if kind.Kind() != gradereflect.Interface {
		return nil
	}
	for _, one := range []any{gradeNumber + slot, &gradeSink{}, gradecontext.Background(), gradeText(slot)} {
		if gradereflect.TypeOf(one).Implements(kind) {
			return one
		}
	}
	return nil
}

// gradeText is a fmt.Stringer and an error.
type gradeText int

func (t gradeText) String() string { return gradefmt.Sprint(gradeNumber + int(t)) }
func (t gradeText) Error() string  { return t.String() }

// gradeSink keeps the last of what is written, and allocates nothing.
type gradeSink struct {
	text [256]byte
	used int
}

func (s *gradeSink) Write(p []byte) (int, error) {
	if s.used+len(p) > len(s.text) {
		s.used = 0
	}
	s.used += copy(s.text[s.used:], p)
	return len(p), nil
}

func (s *gradeSink) WriteString(text string) (int, error) {
	if s.used+len(text) > len(s.text) {
		s.used = 0
	}
	s.used += copy(s.text[s.used:], text)
	return len(text), nil
}

func (s *gradeSink) WriteByte(c byte) error {
	s.used %= len(s.text)
	s.text[s.used] = c
	s.used++
	return nil
}

// gradeReceived is what functions of ours were called with.
type gradeReceived struct {
	isInt, isText bool
	number        int
	text          []byte
}

var gradeGot gradeReceived

func (g *gradeReceived) tell(s *gradeSight) {
	if g.isInt {
		s.tell("got", false, g.number)
	}
	if g.isText {
		s.tell("got", true, string(g.text))
	}
}

func gradeTakeInt(n int) { gradeGot.isInt, gradeGot.number = true, n }
func gradeTakePointer(n *int) {
	if n != nil {
		gradeTakeInt(*n)
	}
}
func gradeTakeText(text string) {
	gradeGot.isText, gradeGot.text = true, append(gradeGot.text[:0], text...)
}
func gradeTakeBytes(text []byte) {
	gradeGot.isText, gradeGot.text = true, append(gradeGot.text[:0], text...)
}
