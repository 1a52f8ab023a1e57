package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// placed is a function with the node that declares it.
type placed struct {
	Function
	node ast.Node
}

// functionsOf has the functions and methods that a declaration makes, and the package's variables
// that hold a function literal.
func functionsOf(decl ast.Decl, fset *token.FileSet) []placed {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		fn := describe(d.Name.Name, d.Type, d.Body, d.Doc)
		if d.Recv != nil && len(d.Recv.List) > 0 {
			fn.Receiver = typeText(d.Recv.List[0].Type)
		}
		fn.NoInline = d.Doc != nil && slices.ContainsFunc(d.Doc.List, func(c *ast.Comment) bool {
			return strings.TrimSpace(c.Text) == "//go:noinline"
		})
		followParams(&fn, d.Body, fset, d.Type.Params, d.Recv)
		return []placed{{fn, d}}
	case *ast.GenDecl:
		var all []placed
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
				all = append(all, literalsOf(v, d.Doc, fset)...)
			}
		}
		return all
	}
	return nil
}

func literalsOf(spec *ast.ValueSpec, doc *ast.CommentGroup, fset *token.FileSet) []placed {
	if spec.Doc != nil {
		doc = spec.Doc
	}
	var all []placed
	for i, value := range spec.Values {
		if literal, ok := ast.Unparen(value).(*ast.FuncLit); ok && len(spec.Names) == len(spec.Values) {
			fn := describe(spec.Names[i].Name, literal.Type, literal.Body, doc)
			fn.IsValue = true
			followParams(&fn, literal.Body, fset, literal.Type.Params)
			all = append(all, placed{fn, literal})
		}
	}
	return all
}

// describe tells what the declaration itself shows; places are filled in by the caller.
func describe(name string, kind *ast.FuncType, body *ast.BlockStmt, doc *ast.CommentGroup) Function {
	fn := Function{
		Name:       clip(name, maxWordBytes),
		TypeParams: typesOf(kind.TypeParams),
		Params:     typesOf(kind.Params),
		Results:    typesOf(kind.Results),
		Calls:      []string{},
		Literals:   []string{},
		Made:       []string{},
		HandsOn:    []int{},
		Doc:        clip(strings.TrimSpace(doc.Text()), maxTextBytes),
	}
	if body == nil {
		return fn
	}
	params := paramsOf(kind.Params)
	b := bodyWalk{fn: &fn, params: params, read: map[*ast.Object]bool{}, writes: map[*ast.Ident]bool{}}
	ast.Inspect(body, b.visit)
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
