package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Reach is a place where code can get at what the language keeps from it: the inside of the
// runtime, memory that is not its own. What the runtime reports is signed with a key that lies there.
type Reach struct {
	What string `json:"what"`
	File string `json:"file"`
	Line int    `json:"line"`
}

// By import path; "Ptrace*" stands for all that begin so.
var reachingNames = map[string][]string{
	"syscall":       {"AllThreadsSyscall*", "Ptrace*", "RawSyscall*", "Syscall*"},
	"runtime/debug": {"WriteHeapDump"},
	"reflect":       {"NewAt", "SliceAt", "SliceHeader", "StringHeader"},
	"unsafe":        {"Add", "Pointer", "Slice", "String"},
}

var reachingImports = []string{"golang.org/x/sys", "plugin"}

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

// addOthers looks at files that the go command links beside the source, and at those of folders
// aside that something imports, by the last element of its path, or that are a module.
func (c *collector) addOthers(names, nested []string) {
	modules := map[string]bool{}
	for _, dir := range nested {
		modules[dir] = true
	}
	waiting := map[string][]string{}
	for _, name := range names {
		if !isAside(name) || moduleOf(path.Dir(name), modules) != "" {
			c.addOther(name)
		} else {
			last := path.Base(path.Dir(name))
			waiting[last] = append(waiting[last], name)
		}
	}
	for i := 0; i < len(c.imported); i++ { // more come while they are looked at
		for _, name := range waiting[c.imported[i]] {
			c.addOther(name)
		}
		delete(waiting, c.imported[i])
	}
}

func (c *collector) addOther(name string) {
	if c.others++; c.others > maxFiles {
		if c.others == maxFiles+1 {
			c.skip(name, fmt.Sprintf("more than %d files aside: the rest is not read", maxFiles))
		}
		return
	}
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
	w := reachWalk{scope: file.Scope, changes: changesOf(file), imports: map[string]string{},
		plain: map[ast.Node]bool{}}
	w.found = func(what string, at token.Pos) {
		c.addReach(Reach{what, name, fset.PositionFor(at, false).Line})
	}
	for _, spec := range file.Imports {
		w.addImport(spec)
		c.imported = append(c.imported, path.Base(strings.Trim(spec.Path.Value, "`\"")))
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
	scope   *ast.Scope // of the package, as far as this file declares it
	changes changes
	imports map[string]string // import path by the name in this file
	plain   map[ast.Node]bool // in order where it stands, or seen already
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
	if name == "." && reachingNames[from] != nil {
		w.found("import . "+strconv.Quote(from), spec.Pos())
	}
	w.imports[name] = from
}

func (w *reachWalk) visit(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.CallExpr:
		w.call(n)
		w.text(n)
	case *ast.SelectorExpr:
		w.selector(n)
	case *ast.StarExpr:
		w.star(n)
	case *ast.BasicLit:
		w.text(n)
	case *ast.BinaryExpr:
		w.text(n)
	}
	return true
}

// qualified is "os/exec.Command" for a name of an imported package, else "".
func (w *reachWalk) qualified(expr ast.Expr) string {
	selector, ok := ast.Unparen(expr).(*ast.SelectorExpr)
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
	from := strings.TrimSuffix(name, "."+n.Sel.Name)
	if slices.ContainsFunc(reachingNames[from], func(pattern string) bool {
		prefix, isPrefix := strings.CutSuffix(pattern, "*")
		return n.Sel.Name == pattern || isPrefix && strings.HasPrefix(n.Sel.Name, prefix)
	}) {
		w.found(name, n.Pos())
	}
}

func (w *reachWalk) call(n *ast.CallExpr) {
	name := w.qualified(n.Fun)
	switch {
	case slices.Contains(sizedNames, name):
		w.sized(name, n)
	case isBuiltin(n, "uintptr"): // which by itself leads back to no pointer
		w.plain[w.pointerOf(n.Args[0])] = true
	}
}

// isBuiltin says whether it is a predeclared function or type with one argument.
func isBuiltin(n *ast.CallExpr, name string) bool {
	called, ok := ast.Unparen(n.Fun).(*ast.Ident)
	return ok && called.Name == name && called.Obj == nil && len(n.Args) == 1
}
