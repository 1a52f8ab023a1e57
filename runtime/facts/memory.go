package main

import (
	"go/ast"
	"go/token"
	"slices"
)

// The second argument is the length of what is made out of memory.
var sizedNames = []string{"unsafe.Slice", "unsafe.String"}

var plainKinds = []string{"bool", "byte", "complex64", "complex128", "float32", "float64", "int", "int8",
	"int16", "int32", "int64", "rune", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"}

// star finds *(*T)(unsafe.Pointer(&x)) where it does no more than to read x: as a number, or bytes
// as a string.
func (w *reachWalk) star(n *ast.StarExpr) {
	view, ok := ast.Unparen(n.X).(*ast.CallExpr)
	if !ok || len(view.Args) != 1 || w.changes.places[n] {
		return
	}
	kind, _ := ast.Unparen(view.Fun).(*ast.StarExpr)
	pointer := w.pointerOf(view.Args[0])
	if kind == nil || pointer == nil {
		return
	}
	name, _ := kind.X.(*ast.Ident)
	of, _ := ast.Unparen(ast.Unparen(view.Args[0]).(*ast.CallExpr).Args[0]).(*ast.UnaryExpr)
	if name == nil || name.Obj != nil || of == nil || of.Op != token.AND {
		return
	}
	if slices.Contains(plainKinds, name.Name) || name.Name == "string" && isBytes(of.X, maxFollowing) {
		w.plain[pointer] = true
	}
}

// pointerOf is the unsafe.Pointer of unsafe.Pointer(x), nil for all else.
func (w *reachWalk) pointerOf(expr ast.Expr) ast.Node {
	call, ok := ast.Unparen(expr).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || w.qualified(call.Fun) != "unsafe.Pointer" {
		return nil
	}
	return ast.Unparen(call.Fun)
}

// isBytes says whether it is sure to be a []byte, as far as can be told without types.
func isBytes(expr ast.Expr, further int) bool {
	switch x := ast.Unparen(expr).(type) {
	case *ast.Ident:
		kind, value := declared(x)
		return isBytesType(kind) || kind == nil && value != nil && further > 0 && isBytes(value, further-1)
	case *ast.CompositeLit:
		return isBytesType(x.Type)
	case *ast.CallExpr:
		called, _ := ast.Unparen(x.Fun).(*ast.Ident)
		isMake := called != nil && called.Name == "make" && called.Obj == nil && len(x.Args) > 0
		return isBytesType(ast.Unparen(x.Fun)) || isMake && isBytesType(x.Args[0])
	}
	return false
}

func isBytesType(kind ast.Expr) bool {
	list, ok := kind.(*ast.ArrayType)
	if !ok || list.Len != nil {
		return false
	}
	of, ok := list.Elt.(*ast.Ident)
	return ok && of.Obj == nil && (of.Name == "byte" || of.Name == "uint8")
}

// sized names memory that may be longer than what the pointer points into.
func (w *reachWalk) sized(name string, n *ast.CallExpr) {
	w.plain[ast.Unparen(n.Fun)] = true
	if len(n.Args) == 2 {
		of, from := w.memoryOf(n.Args[0])
		left, ok := w.lengthOf(n.Args[1], of, maxFollowing)
		if of != nil && ok && from <= left {
			return
		}
	}
	w.found(name+" of any length", n.Pos())
}

// memoryOf gives x and i of &x[i], and x of unsafe.SliceData(x).
func (w *reachWalk) memoryOf(pointer ast.Expr) (of ast.Expr, from int) {
	switch p := ast.Unparen(pointer).(type) {
	case *ast.UnaryExpr:
		element, ok := ast.Unparen(p.X).(*ast.IndexExpr)
		if !ok || p.Op != token.AND {
			return nil, 0
		}
		if i, ok := literalInt(element.Index); ok {
			return element.X, i
		}
	case *ast.CallExpr:
		name := w.qualified(p.Fun)
		if len(p.Args) == 1 && (name == "unsafe.SliceData" || name == "unsafe.StringData") {
			return p.Args[0], 0
		}
	}
	return nil, 0
}

// lengthOf says whether it is len(of) or cap(of) or a part of that, and how much is left out.
func (w *reachWalk) lengthOf(expr, of ast.Expr, further int) (left int, ok bool) {
	switch x := ast.Unparen(expr).(type) {
	case *ast.CallExpr:
		return 0, (isBuiltin(x, "len") || isBuiltin(x, "cap")) && isSame(x.Args[0], of)
	case *ast.BinaryExpr:
		n, isLiteral := literalInt(x.Y)
		if !isLiteral || further == 0 {
			return 0, false
		}
		left, ok = w.lengthOf(x.X, of, further-1)
		if x.Op == token.SUB {
			left += n
		}
		return left, ok && (x.Op == token.SUB || x.Op == token.QUO)
	case *ast.Ident:
		_, value := declared(x)
		whole, isName := of.(*ast.Ident)
		if value == nil || !isName || further == 0 || !w.isFixed(x) || !w.isFixed(whole) {
			return 0, false
		}
		return w.lengthOf(value, of, further-1)
	}
	return 0, false
}

// isSame says whether both are the same variable, or the same field of it.
func isSame(a, b ast.Expr) bool {
	switch x := ast.Unparen(a).(type) {
	case *ast.Ident:
		y, ok := ast.Unparen(b).(*ast.Ident)
		return ok && x.Name == y.Name && x.Obj == y.Obj
	case *ast.SelectorExpr:
		y, ok := ast.Unparen(b).(*ast.SelectorExpr)
		return ok && x.Sel.Name == y.Sel.Name && isSame(x.X, y.X)
	}
	return false
}
