package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// uses looks at one package, with what go/types says of it.
type uses struct {
	*looker
	of        *listed
	info      *types.Info
	sizes     types.Sizes
	scope     *types.Scope // of the package
	changed   map[types.Object]bool
	values    map[types.Object]ast.Expr // that local variables are declared with
	writtenTo map[ast.Expr]bool
	plain     map[ast.Expr]bool // in order where it stands
}

func (u *uses) look(files []*ast.File) {
	for _, file := range files {
		u.lookAtImports(file)
		u.lookAtDirectives(file)
	}
	u.findVariables(files)
	for _, file := range files {
		ast.Inspect(file, u.lookAtMemory)
	}
	u.lookAtPointers()
	for name, object := range u.info.Uses {
		u.lookAtName(name, object)
	}
}

func (u *uses) lookAtImports(file *ast.File) {
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if u.ours[u.of.resolved(path)] == nil && !isAllowedImport(path) {
			u.found(path, spec.Pos())
		}
	}
}

func (u *uses) lookAtDirectives(file *ast.File) {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			text, ok := strings.CutPrefix(comment.Text, "//go:")
			name, _, _ := strings.Cut(text, " ")
			name = strings.TrimSpace(name)
			if ok && !slices.Contains(allowedDirectives, name) {
				u.found("go:"+name, comment.Pos())
			}
		}
	}
}

// lookAtName takes functions and variables of the standard library, however they are reached: by
// another name of the package, by a dot, as a value.
func (u *uses) lookAtName(name *ast.Ident, object types.Object) {
	pkg := object.Pkg()
	if pkg == nil || object.Parent() != pkg.Scope() || u.isOurs[pkg] {
		return // a method, a field, a local name
	}
	switch object.(type) {
	case *types.Func, *types.Var, *types.Builtin:
	default:
		return
	}
	names := allowedNames[pkg.Path()]
	if names != nil && !slices.Contains(names, object.Name()) && !u.plain[name] {
		u.found(pkg.Path()+"."+object.Name(), name.Pos())
	}
}

// lookAtPointers takes what is an unsafe.Pointer, wherever it comes from: a function may return one
// to code that imports no unsafe.
func (u *uses) lookAtPointers() {
	for expr, value := range u.info.Types {
		if isUnsafePointer(value.Type) && !value.IsNil() && !u.plain[expr] {
			u.found("unsafe.Pointer", expr.Pos())
		}
	}
	for name, instance := range u.info.Instances {
		for kind := range instance.TypeArgs.Types() {
			if isUnsafePointer(kind) {
				u.found("unsafe.Pointer", name.Pos())
			}
		}
	}
}

func isUnsafePointer(kind types.Type) bool {
	basic, ok := kind.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.UnsafePointer
}

// findVariables notes what the files assign to or take the address of, and what local variables are
// declared with.
func (u *uses) findVariables(files []*ast.File) {
	u.changed, u.writtenTo = map[types.Object]bool{}, map[ast.Expr]bool{}
	u.values = map[types.Object]ast.Expr{}
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.AssignStmt:
				u.assign(n)
			case *ast.ValueSpec:
				u.declare(n)
			case *ast.IncDecStmt:
				u.change(n.X)
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					u.change(n.X)
				}
			case *ast.RangeStmt:
				u.change(n.Key)
				u.change(n.Value)
			case *ast.SelectorExpr:
				if s := u.info.Selections[n]; s != nil && takesAddress(s) {
					u.change(n.X)
				}
			}
			return true
		})
	}
}

func (u *uses) assign(n *ast.AssignStmt) {
	for i, left := range n.Lhs {
		u.change(left)
		if name, ok := left.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
			u.remember(name, n.Rhs[i])
		}
	}
}

func (u *uses) declare(n *ast.ValueSpec) {
	for i, name := range n.Names {
		if len(n.Names) == len(n.Values) {
			u.remember(name, n.Values[i])
		}
	}
}

// remember takes the declaration alone.
func (u *uses) remember(name *ast.Ident, value ast.Expr) {
	if object := u.info.Defs[name]; object != nil {
		u.values[object] = value
	}
}

// change takes no note of a variable that is only declared there.
func (u *uses) change(expr ast.Expr) {
	if expr == nil {
		return
	}
	place := ast.Unparen(expr)
	u.writtenTo[place] = true
	if name, ok := place.(*ast.Ident); ok && u.info.Uses[name] != nil {
		u.changed[u.info.Uses[name]] = true
	}
}

// takesAddress says whether a method with a pointer receiver is called on a variable.
func takesAddress(s *types.Selection) bool {
	method, ok := s.Obj().(*types.Func)
	if !ok || s.Kind() != types.MethodVal {
		return false
	}
	_, wants := method.Signature().Recv().Type().Underlying().(*types.Pointer)
	_, has := s.Recv().Underlying().(*types.Pointer)
	return wants && !has
}

// isFixed says whether a name is sure to keep the value that it was declared with: other code may
// change what is not local.
func (u *uses) isFixed(name *ast.Ident) bool {
	object := u.info.ObjectOf(name)
	return object != nil && object.Parent() != u.scope && !u.changed[object]
}
