package main

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// The memory of a process, and what is named under it only when the program runs.
var processMemory = regexp.MustCompile(`/proc/[^/\s]+/(task/[^/\s]+/)?(mem\b|%)`)

// text looks at a string that is written out or put together, as a whole.
func (w *reachWalk) text(expr ast.Expr) {
	if w.plain[expr] {
		return
	}
	var b strings.Builder
	if !w.spell(&b, expr) {
		return
	}
	name := path.Clean(b.String())
	if processMemory.MatchString(name) {
		w.found(b.String(), expr.Pos())
	}
}

// spell writes what is known of a string, and %v for the rest. What it has seen needs no second
// look. It gives false for what is no string.
func (w *reachWalk) spell(b *strings.Builder, expr ast.Expr) bool {
	switch x := ast.Unparen(expr).(type) {
	case *ast.BasicLit:
		w.plain[x] = true
		text, err := strconv.Unquote(x.Value)
		b.WriteString(text)
		return x.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			w.plain[x] = true
			left := w.spell(b, x.X)
			return w.spell(b, x.Y) || left
		}
	case *ast.CallExpr:
		if name := w.qualified(x.Fun); name == "path.Join" || name == "path/filepath.Join" {
			w.plain[x] = true
			for _, part := range x.Args {
				b.WriteString("/")
				w.spell(b, part)
			}
			return true
		}
	case *ast.Ident:
		_, value := declared(x)
		if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			b.WriteString(text)
			return true
		}
	}
	b.WriteString("%v")
	return false
}
