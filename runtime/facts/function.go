package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// describe tells what the declaration itself shows; places are filled in by the caller.
func describe(f *ast.FuncDecl) Function {
	fn := Function{
		Name:     clip(f.Name.Name, maxWordBytes),
		Params:   typesOf(f.Type.Params),
		Results:  typesOf(f.Type.Results),
		Calls:    []string{},
		Literals: []string{},
		Doc:      clip(strings.TrimSpace(f.Doc.Text()), maxTextBytes),
	}
	if f.Recv != nil && len(f.Recv.List) > 0 {
		fn.Receiver = typeText(f.Recv.List[0].Type)
	}
	if f.Body == nil {
		return fn
	}
	params := paramsOf(f.Type.Params)
	b := bodyWalk{fn: &fn, params: params, read: map[*ast.Object]bool{}, writes: map[*ast.Ident]bool{}}
	ast.Inspect(f.Body, b.visit)
	fn.UsesParams = len(params) > 0 && len(b.read) == len(params)
	return fn
}

// typesOf gives one type for each name, and for each nameless parameter.
func typesOf(fields *ast.FieldList) []string {
	list := []string{}
	if fields == nil {
		return list
	}
	for _, field := range fields.List {
		text := typeText(field.Type)
		for range max(1, len(field.Names)) {
			list = appendWord(list, text)
		}
	}
	return list
}

func typeText(expr ast.Expr) string { return clip(types.ExprString(expr), maxWordBytes) }

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

// bodyWalk sees each node before the nodes inside it. Names are resolved by the parser, so that a
// variable that hides a parameter is not taken for it.
type bodyWalk struct {
	fn     *Function
	params map[*ast.Object]bool
	read   map[*ast.Object]bool
	writes map[*ast.Ident]bool // not reads: x in x = …, and in _ = x
}

func (b *bodyWalk) visit(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.CallExpr:
		b.fn.Calls = appendWord(b.fn.Calls, callText(n.Fun))
	case *ast.BasicLit:
		if n.Kind == token.INT || n.Kind == token.FLOAT || n.Kind == token.STRING {
			b.fn.Literals = appendWord(b.fn.Literals, n.Value)
		}
	case *ast.AssignStmt:
		b.assign(n)
	case *ast.IncDecStmt:
		b.store(n.X)
	case *ast.Ident:
		if b.params[n.Obj] && !b.writes[n] {
			b.read[n.Obj] = true
		}
	}
	return true
}

func (b *bodyWalk) assign(n *ast.AssignStmt) {
	for i, left := range n.Lhs {
		b.store(left)
		id, ok := ast.Unparen(left).(*ast.Ident)
		if !ok || n.Tok != token.ASSIGN {
			continue
		}
		b.writes[id] = true
		if id.Name != "_" || len(n.Lhs) != len(n.Rhs) {
			continue
		}
		if discarded, ok := ast.Unparen(n.Rhs[i]).(*ast.Ident); ok {
			b.writes[discarded] = true
		}
	}
}

// store notes *p = …, p.f = … and p[i] = … for a parameter p.
func (b *bodyWalk) store(target ast.Expr) {
	for depth := 0; ; depth++ {
		switch x := target.(type) {
		case *ast.ParenExpr:
			target = x.X
			depth--
		case *ast.StarExpr:
			target = x.X
		case *ast.SelectorExpr:
			target = x.X
		case *ast.IndexExpr:
			target = x.X
		case *ast.Ident:
			if depth > 0 && b.params[x.Obj] {
				b.fn.StoresThroughParam = true
			}
			return
		default:
			return
		}
	}
}

// callText is the called thing as written, shortened where it is itself an expression, so that
// calls inside calls are not written out again and again.
func callText(fun ast.Expr) string {
	if fun.End()-fun.Pos() <= maxWordBytes {
		switch root := selectorRoot(fun).(type) {
		case *ast.Ident, *ast.ArrayType, *ast.MapType, *ast.InterfaceType, *ast.ChanType:
			return types.ExprString(fun)
		case *ast.ParenExpr:
			if _, ok := root.X.(*ast.StarExpr); ok {
				return types.ExprString(fun)
			}
		}
	}
	switch x := fun.(type) {
	case *ast.SelectorExpr:
		return "(…)." + x.Sel.Name
	case *ast.IndexExpr: // of a generic function, or of a list of functions
		return callText(x.X)
	case *ast.IndexListExpr:
		return callText(x.X)
	case *ast.FuncLit:
		return "func"
	}
	return "(…)"
}

func selectorRoot(x ast.Expr) ast.Expr {
	for {
		selector, ok := x.(*ast.SelectorExpr)
		if !ok {
			return x
		}
		x = selector.X
	}
}

func appendWord(list []string, word string) []string {
	if len(list) >= maxListItems {
		return list
	}
	return append(list, clip(word, maxWordBytes))
}
