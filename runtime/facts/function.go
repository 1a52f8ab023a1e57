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
	ast.Inspect(body, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.CallExpr:
			fn.Calls = appendWord(fn.Calls, callText(n.Fun))
		case *ast.BasicLit:
			if n.Kind == token.INT || n.Kind == token.FLOAT || n.Kind == token.STRING {
				fn.Literals = appendWord(fn.Literals, n.Value)
			}
		}
		return true
	})
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
