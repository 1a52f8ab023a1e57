package main

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Reach is a place where code can get at what the language keeps from it: descriptors by number,
// the inside of the runtime or of our own files, memory that is not its own, programs that do so.
type Reach struct {
	What string `json:"what"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// By import path; "Ptrace*" stands for all that begin so.
var reachingNames = map[string][]string{
	"os": {"NewFile"},
	"syscall": {"AllThreadsSyscall*", "Dup", "Dup2", "Dup3", "Exec", "ForkExec", "Mmap", "Ptrace*",
		"Pwrite", "RawSyscall*", "Sendfile", "Sendmsg*", "Sendto", "Splice", "StartProcess",
		"Syscall*", "Tee", "Write"},
	"runtime/debug": {"WriteHeapDump"},
	"reflect":       {"SliceHeader", "StringHeader"},
	"unsafe":        {"Add"},
}

// The argument that names the program, which may be the running one. What else is started shares
// the descriptors and is not seen by us.
var startingNames = map[string]int{
	"os/exec.Command": 0, "os/exec.CommandContext": 1, "os.StartProcess": 0,
}

// The second argument is the length of what is made out of memory.
var sizedNames = []string{"unsafe.Slice", "unsafe.String"}

var reachingImports = []string{"golang.org/x/sys", "plugin"}

// The names of our files that are compiled into the student's package main.
const ourPrefix = "zzGrade"

var processFile = regexp.MustCompile(`^/proc/[^/]+/(task/[^/]+/)?(fd|mem)(/|$)`)

const (
	maxReaches   = 1000
	maxFollowing = 10 // from one variable to the next
)

func (c *collector) addReach(reach Reach) {
	if len(c.facts.Reaches) < maxReaches {
		reach.What = clip(reach.What, maxWordBytes)
		c.facts.Reaches = append(c.facts.Reaches, reach)
	}
}

// addOther looks at a file that the go command compiles only if something imports its folder, or
// that is no Go source.
func (c *collector) addOther(name string) {
	switch path.Ext(name) {
	case ".s":
		c.addReach(Reach{"assembly", name, 0})
	case ".syso":
		c.addReach(Reach{"object file", name, 0})
	default:
		text, ok := c.read(name)
		if !ok {
			return
		}
		if file, fset, _ := c.parse(name, text); file != nil && !usage(name, file).excluded {
			c.addReaches(name, fset, file)
		}
	}
}

func (c *collector) addReaches(name string, fset *token.FileSet, file *ast.File) {
	w := reachWalk{imports: map[string]string{}, plain: map[*ast.SelectorExpr]bool{}}
	w.found = func(what string, at token.Pos) {
		c.addReach(Reach{what, name, fset.PositionFor(at, false).Line})
	}
	for _, spec := range file.Imports {
		w.addImport(spec)
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//go:linkname ") {
				w.found("go:linkname", comment.Pos())
			}
		}
	}
	ast.Inspect(file, w.visit)
}

// reachWalk sees each node before the nodes inside it.
type reachWalk struct {
	imports map[string]string // import path by the name in this file
	starts  bool              // os/exec is imported
	plain   map[*ast.SelectorExpr]bool
	found   func(what string, at token.Pos)
}

func (w *reachWalk) addImport(spec *ast.ImportSpec) {
	from, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return
	}
	for _, whole := range reachingImports {
		if from == whole || strings.HasPrefix(from, whole+"/") {
			w.found(from, spec.Pos())
		}
	}
	name := path.Base(from)
	if spec.Name != nil {
		name = spec.Name.Name
	}
	if name == "." && (reachingNames[from] != nil || from == "os/exec") {
		w.found("import . "+strconv.Quote(from), spec.Pos())
	}
	w.imports[name] = from
	w.starts = w.starts || from == "os/exec"
}

func (w *reachWalk) visit(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.CallExpr:
		w.call(n)
	case *ast.SelectorExpr:
		w.selector(n)
	case *ast.AssignStmt:
		w.assign(n)
	case *ast.CompositeLit:
		if w.qualified(n.Type) == "os/exec.Cmd" {
			w.found("os/exec.Cmd", n.Pos())
		}
	case *ast.BasicLit:
		text, err := strconv.Unquote(n.Value)
		if err == nil && processFile.MatchString(path.Clean(text)) {
			w.found(text, n.Pos())
		}
	case *ast.Ident:
		if strings.HasPrefix(n.Name, ourPrefix) {
			w.found(n.Name, n.Pos())
		}
	}
	return true
}

// qualified is "os/exec.Command" for a name of an imported package, else "".
func (w *reachWalk) qualified(expr ast.Expr) string {
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Obj == nil && w.imports[pkg.Name] != "" {
		return w.imports[pkg.Name] + "." + selector.Sel.Name
	}
	return ""
}

func (w *reachWalk) selector(n *ast.SelectorExpr) {
	name := w.qualified(n)
	if name == "" || w.plain[n] {
		return
	}
	_, starts := startingNames[name]
	from := strings.TrimSuffix(name, "."+n.Sel.Name)
	if starts || slices.ContainsFunc(reachingNames[from], func(pattern string) bool {
		prefix, isPrefix := strings.CutSuffix(pattern, "*")
		return n.Sel.Name == pattern || isPrefix && strings.HasPrefix(n.Sel.Name, prefix)
	}) {
		w.found(name, n.Pos())
	}
}

func (w *reachWalk) call(n *ast.CallExpr) {
	name := w.qualified(n.Fun)
	if which, ok := startingNames[name]; ok && which < len(n.Args) {
		w.plain[n.Fun.(*ast.SelectorExpr)] = w.isItself(n.Args[which], maxFollowing)
	}
	switch {
	case name == "unsafe.Pointer" && len(n.Args) == 1 && w.isNumber(n.Args[0], maxFollowing):
		w.found("unsafe.Pointer of a number", n.Pos())
	case slices.Contains(sizedNames, name) && len(n.Args) == 2 && !hasLength(n.Args[1]):
		w.found(name+" of any length", n.Pos())
	}
}

// assign names what starts another program than the one that was named: child.Path = …, self = ….
func (w *reachWalk) assign(n *ast.AssignStmt) {
	if n.Tok != token.ASSIGN {
		return
	}
	for _, left := range n.Lhs {
		field, ok := ast.Unparen(left).(*ast.SelectorExpr)
		if ok && field.Sel.Name == "Path" && w.starts {
			w.found("os/exec.Cmd.Path", left.Pos())
		}
		if w.isItself(left, maxFollowing) {
			w.found("another name of the program", left.Pos())
		}
	}
}

// isItself says whether it is os.Args[0] or what os.Executable gave.
func (w *reachWalk) isItself(expr ast.Expr, further int) bool {
	switch x := ast.Unparen(expr).(type) {
	case *ast.IndexExpr:
		zero, ok := x.Index.(*ast.BasicLit)
		return ok && zero.Value == "0" && w.qualified(x.X) == "os.Args"
	case *ast.CallExpr:
		return w.qualified(x.Fun) == "os.Executable"
	case *ast.Ident:
		_, value := declared(x)
		return value != nil && further > 0 && w.isItself(value, further-1)
	}
	return false
}

// isNumber says whether it is sure to be a uintptr, as far as can be told without types.
func (w *reachWalk) isNumber(expr ast.Expr, further int) bool {
	switch x := ast.Unparen(expr).(type) {
	case *ast.BasicLit, *ast.BinaryExpr:
		return true
	case *ast.CallExpr:
		switch called := ast.Unparen(x.Fun).(type) {
		case *ast.Ident:
			return called.Name == "uintptr"
		case *ast.SelectorExpr: // of reflect.Value
			name := called.Sel.Name
			return name == "UnsafeAddr" || name == "Pointer" && w.qualified(called) == ""
		}
	case *ast.Ident:
		kind, value := declared(x)
		if name, ok := kind.(*ast.Ident); ok {
			return name.Name == "uintptr"
		}
		return value != nil && further > 0 && w.isNumber(value, further-1)
	}
	return false
}

// declared is the type and the value that a variable of the same file is declared with, nil where
// there is none.
func declared(name *ast.Ident) (kind, value ast.Expr) {
	if name.Obj == nil {
		return nil, nil
	}
	isIt := func(expr ast.Expr) bool {
		n, ok := expr.(*ast.Ident)
		return ok && n.Name == name.Name
	}
	switch d := name.Obj.Decl.(type) {
	case *ast.Field:
		return d.Type, nil
	case *ast.ValueSpec:
		isName := func(n *ast.Ident) bool { return isIt(n) }
		return d.Type, nth(d.Values, slices.IndexFunc(d.Names, isName))
	case *ast.AssignStmt:
		return nil, nth(d.Rhs, slices.IndexFunc(d.Lhs, isIt))
	}
	return nil, nil
}

// nth is also the first of several results of one call.
func nth(values []ast.Expr, i int) ast.Expr {
	if i < 0 || i >= len(values) {
		return nil
	}
	return values[i]
}

// hasLength says whether len or cap of something is in it.
func hasLength(expr ast.Expr) bool {
	found := false
	ast.Inspect(expr, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			name, isName := call.Fun.(*ast.Ident)
			found = found || isName && (name.Name == "len" || name.Name == "cap")
		}
		return !found
	})
	return found
}
