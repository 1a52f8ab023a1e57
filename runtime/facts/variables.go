package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
)

// changes is what a file assigns to or takes the address of.
type changes struct {
	places    map[ast.Node]bool    // as written
	variables map[*ast.Object]bool // beyond their declaration
}

func changesOf(file *ast.File) changes {
	c := changes{map[ast.Node]bool{}, map[*ast.Object]bool{}}
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				c.add(left, n)
			}
		case *ast.IncDecStmt:
			c.add(n.X, n)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				c.add(n.X, n)
			}
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				c.add(n.Key, n)
				c.add(n.Value, n)
			}
		}
		return true
	})
	return c
}

func (c changes) add(expr ast.Expr, by ast.Node) {
	if expr == nil {
		return
	}
	place := ast.Unparen(expr)
	c.places[place] = true
	if name, ok := place.(*ast.Ident); ok && name.Obj != nil && name.Obj.Decl != by {
		c.variables[name.Obj] = true
	}
}

// isFixed says whether a name is sure to keep the value that it was declared with: other files may
// change what is not local.
func (w *reachWalk) isFixed(name *ast.Ident) bool {
	return name.Obj != nil && w.scope.Lookup(name.Name) != name.Obj && !w.changes.variables[name.Obj]
}

// declared is the type and the value that a variable of the same file is declared with, nil where
// there is none. Of very many names at once none is looked for.
func declared(name *ast.Ident) (kind, value ast.Expr) {
	if name.Obj == nil {
		return nil, nil
	}
	const many = 100
	isIt := func(expr ast.Expr) bool {
		n, ok := expr.(*ast.Ident)
		return ok && n.Name == name.Name
	}
	switch d := name.Obj.Decl.(type) {
	case *ast.Field:
		return d.Type, nil
	case *ast.ValueSpec:
		isName := func(n *ast.Ident) bool { return isIt(n) }
		return d.Type, nth(d.Values, slices.IndexFunc(d.Names[:min(many, len(d.Names))], isName))
	case *ast.AssignStmt:
		return nil, nth(d.Rhs, slices.IndexFunc(d.Lhs[:min(many, len(d.Lhs))], isIt))
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

// literalInt is that of a literal without sign.
func literalInt(expr ast.Expr) (int, bool) {
	literal, ok := ast.Unparen(expr).(*ast.BasicLit)
	if !ok || literal.Kind != token.INT {
		return 0, false
	}
	n, err := strconv.ParseInt(literal.Value, 0, 32)
	return int(n), err == nil
}
