package main

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
)

// A chain of variables that is longer than this is not followed to its end.
const maxChain = 8

// made follows what is made of the parameters of a function, from variable to variable.
type made struct {
	from map[*ast.Object]bool
	grew bool
}

// followParams tells which names hold a parameter or what is made of it, and on which lines it is
// handed to a call. A receiver is a parameter too.
func followParams(fn *Function, body *ast.BlockStmt, fset *token.FileSet, params ...*ast.FieldList) {
	m := made{from: map[*ast.Object]bool{}, grew: true}
	for _, fields := range params {
		maps.Copy(m.from, paramsOf(fields))
	}
	if body == nil || len(m.from) == 0 {
		return
	}
	for range maxChain {
		if !m.grew {
			break
		}
		m.grew = false
		ast.Inspect(body, m.assign)
	}
	for object := range m.from {
		fn.Made = appendNew(fn.Made, object.Name)
	}
	slices.Sort(fn.Made)
	ast.Inspect(body, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if ok && slices.ContainsFunc(call.Args, m.mentions) {
			line := fset.Position(call.Lparen).Line
			if !slices.Contains(fn.HandsOn, line) && len(fn.HandsOn) < maxListItems {
				fn.HandsOn = append(fn.HandsOn, line)
			}
		}
		return true
	})
	slices.Sort(fn.HandsOn)
}

func (m *made) assign(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.AssignStmt:
		m.take(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				m.take([]ast.Expr{name}, n.Values[i:i+1])
			}
		}
	case *ast.RangeStmt:
		m.take([]ast.Expr{n.Key, n.Value}, []ast.Expr{n.X})
	}
	return true
}

// take pairs a, b = x, y; in a, b = f(x) both are made of x.
func (m *made) take(left, right []ast.Expr) {
	for i, target := range left {
		id, ok := target.(*ast.Ident)
		if !ok || id.Name == "_" || id.Obj == nil || m.from[id.Obj] {
			continue
		}
		source := right
		if len(left) == len(right) {
			source = right[i : i+1]
		}
		if slices.ContainsFunc(source, m.mentions) {
			m.from[id.Obj] = true
			m.grew = true
		}
	}
}

func (m *made) mentions(expr ast.Expr) bool {
	found := false
	ast.Inspect(expr, func(node ast.Node) bool {
		id, ok := node.(*ast.Ident)
		found = found || ok && id.Obj != nil && m.from[id.Obj]
		return !found
	})
	return found
}

// paramsOf has the named parameters, "_" left out.
func paramsOf(fields *ast.FieldList) map[*ast.Object]bool {
	params := map[*ast.Object]bool{}
	if fields == nil {
		return params
	}
	for _, field := range fields.List {
		for _, name := range field.Names {
			if name.Obj != nil && name.Name != "_" {
				params[name.Obj] = true
			}
		}
	}
	return params
}
