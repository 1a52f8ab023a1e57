package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

const maxFollowing = 10 // from one variable to the next

// lookAtMemory finds what unsafe is in order for: to print an address, to read the bytes of a number,
// to see bytes as a string and a string as bytes without a copy.
func (u *uses) lookAtMemory(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.CallExpr:
		u.address(n)
		u.sized(n)
	case *ast.StarExpr:
		u.view(n)
	}
	return true
}

// address is uintptr(unsafe.Pointer(x)), which by itself leads back to no pointer.
func (u *uses) address(n *ast.CallExpr) {
	if len(n.Args) != 1 || !u.info.Types[n.Fun].IsType() {
		return
	}
	if basic, ok := u.info.TypeOf(n.Fun).Underlying().(*types.Basic); ok && basic.Kind() == types.Uintptr {
		u.allow(n.Args[0])
	}
}

// conversion is x of unsafe.Pointer(x), nil for all else.
func (u *uses) conversion(expr ast.Expr) ast.Expr {
	call, ok := ast.Unparen(expr).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || !u.info.Types[call.Fun].IsType() || !isUnsafePointer(u.info.TypeOf(call)) {
		return nil
	}
	return call.Args[0]
}

// allow takes an unsafe.Pointer(x) as in order, but not what x is.
func (u *uses) allow(expr ast.Expr) {
	if u.conversion(expr) == nil {
		return
	}
	u.allowParens(expr)
	u.allowParens(ast.Unparen(expr).(*ast.CallExpr).Fun)
}

// allowParens takes an expression with the parentheses around it.
func (u *uses) allowParens(expr ast.Expr) {
	for u.plain[expr] = true; ; u.plain[expr] = true {
		paren, ok := expr.(*ast.ParenExpr)
		if !ok {
			return
		}
		expr = paren.X
	}
}

// view is *(*T)(unsafe.Pointer(&x)) where it does no more than to read x: as a number that is not
// larger, or bytes as a string.
func (u *uses) view(n *ast.StarExpr) {
	call, ok := ast.Unparen(n.X).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || u.writtenTo[n] {
		return
	}
	of, ok := ast.Unparen(u.conversion(call.Args[0])).(*ast.UnaryExpr)
	if !ok || of.Op != token.AND {
		return
	}
	if u.isReading(u.info.TypeOf(n), u.info.TypeOf(of.X)) {
		u.allow(call.Args[0])
	}
}

func (u *uses) isReading(as, of types.Type) bool {
	basic, ok := types.Unalias(as).(*types.Basic)
	if !ok || of == nil {
		return false
	}
	if basic.Kind() == types.String {
		return isBytes(of)
	}
	return basic.Info()&(types.IsNumeric|types.IsBoolean) != 0 && hasSize(of) &&
		u.sizes.Sizeof(basic) <= u.sizes.Sizeof(of)
}

// hasSize is not sure of what holds a type parameter.
func hasSize(kind types.Type) bool {
	switch of := types.Unalias(kind).(type) {
	case *types.Array:
		return hasSize(of.Elem())
	case *types.Basic, *types.Chan, *types.Interface, *types.Map, *types.Pointer, *types.Signature,
		*types.Slice:
		return true
	case *types.Named:
		return of.TypeArgs().Len() == 0 && hasSize(of.Underlying())
	case *types.Struct:
		for field := range of.Fields() {
			if !hasSize(field.Type()) {
				return false
			}
		}
		return true
	}
	return false
}

func isBytes(kind types.Type) bool {
	list, ok := kind.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	of, ok := list.Elem().Underlying().(*types.Basic)
	return ok && of.Kind() == types.Byte
}

// sized names memory that may be longer than what the pointer points into.
func (u *uses) sized(n *ast.CallExpr) {
	name, called := u.unsafeFunction(n.Fun)
	if name != "Slice" && name != "String" {
		return
	}
	u.plain[called] = true
	of, from := u.memoryOf(n.Args[0])
	left, ok := u.lengthOf(n.Args[1], of, maxFollowing)
	if of == nil || !ok || from > left {
		u.found("unsafe."+name+" of any length", n.Pos())
	}
}

func (u *uses) unsafeFunction(fun ast.Expr) (string, *ast.Ident) {
	var name *ast.Ident
	switch x := ast.Unparen(fun).(type) {
	case *ast.Ident:
		name = x
	case *ast.SelectorExpr:
		name = x.Sel
	default:
		return "", nil
	}
	if object, ok := u.info.Uses[name].(*types.Builtin); ok && object.Pkg() == types.Unsafe {
		return object.Name(), name
	}
	return "", nil
}

// memoryOf gives x and i of &x[i], and x of unsafe.SliceData(x).
func (u *uses) memoryOf(pointer ast.Expr) (of ast.Expr, from int64) {
	switch p := ast.Unparen(pointer).(type) {
	case *ast.UnaryExpr:
		element, ok := ast.Unparen(p.X).(*ast.IndexExpr)
		if !ok || p.Op != token.AND {
			return nil, 0
		}
		if i, ok := u.number(element.Index); ok {
			return element.X, i
		}
	case *ast.CallExpr:
		name, _ := u.unsafeFunction(p.Fun)
		if len(p.Args) == 1 && (name == "SliceData" || name == "StringData") {
			return p.Args[0], 0
		}
	}
	return nil, 0
}

// number is the value of a constant that is not negative.
func (u *uses) number(expr ast.Expr) (int64, bool) {
	value := u.info.Types[expr].Value
	if value == nil || value.Kind() != constant.Int {
		return 0, false
	}
	n, ok := constant.Int64Val(value)
	return n, ok && n >= 0
}

// lengthOf says whether it is len(of) or cap(of) or a part of that, and how much is left out.
func (u *uses) lengthOf(expr, of ast.Expr, further int) (left int64, ok bool) {
	switch x := ast.Unparen(expr).(type) {
	case *ast.CallExpr:
		return 0, u.isLength(x) && u.isSame(x.Args[0], of)
	case *ast.BinaryExpr:
		n, isNumber := u.number(x.Y)
		if !isNumber || further == 0 {
			return 0, false
		}
		left, ok = u.lengthOf(x.X, of, further-1)
		if x.Op == token.SUB {
			left += n
		}
		return left, ok && (x.Op == token.SUB || x.Op == token.QUO)
	case *ast.Ident:
		value := u.values[u.info.ObjectOf(x)]
		whole, isName := of.(*ast.Ident)
		if value == nil || !isName || further == 0 || !u.isFixed(x) || !u.isFixed(whole) {
			return 0, false
		}
		return u.lengthOf(value, of, further-1)
	}
	return 0, false
}

func (u *uses) isLength(n *ast.CallExpr) bool {
	called, _ := ast.Unparen(n.Fun).(*ast.Ident)
	object := u.info.Uses[called]
	return object != nil && object.Parent() == types.Universe && (called.Name == "len" || called.Name == "cap")
}

// isSame says whether both are the same variable, or the same field of it.
func (u *uses) isSame(a, b ast.Expr) bool {
	switch x := ast.Unparen(a).(type) {
	case *ast.Ident:
		y, ok := ast.Unparen(b).(*ast.Ident)
		return ok && u.info.ObjectOf(x) != nil && u.info.ObjectOf(x) == u.info.ObjectOf(y)
	case *ast.SelectorExpr:
		y, ok := ast.Unparen(b).(*ast.SelectorExpr)
		return ok && u.info.ObjectOf(x.Sel) == u.info.ObjectOf(y.Sel) && u.isSame(x.X, y.X)
	}
	return false
}
