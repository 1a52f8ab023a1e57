package main

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"path"
	"runtime"
	"slices"
	"strings"
)

// What stands between a file and its being compiled.
type fileUse struct {
	excluded    bool     // not on this platform, whatever the tags
	conditional bool     // it has a constraint with tags of its author
	named       []string // such tags, also negated ones
	needed      []string // such tags without which it is not compiled
}

var knownOS = strings.Fields(`aix android darwin dragonfly freebsd hurd illumos ios js linux nacl
	netbsd openbsd plan9 solaris wasip1 windows zos`)

var knownArch = strings.Fields(`386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64
	mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm`)

var otherKnown = []string{"cgo", "race", "msan", "asan", "unix", "gc", "gccgo", "purego"}

func usage(name string, file *ast.File) fileUse {
	use := fileUse{needed: []string{}}
	use.excluded = !matchesName(path.Base(name))
	expr := constraintOf(file)
	if expr == nil {
		return use
	}
	positive := map[string]bool{}
	collectTags(expr, true, func(tag string, wanted bool) {
		use.named = append(use.named, tag)
		positive[tag] = positive[tag] || wanted
	})
	use.conditional = len(use.named) > 0
	eval := func(custom bool) bool {
		return expr.Eval(func(tag string) bool {
			if isCustom(tag) {
				return custom && positive[tag]
			}
			return holdsHere(tag)
		})
	}
	switch {
	case eval(false):
	case eval(true):
		for tag, wanted := range positive {
			if wanted {
				use.needed = append(use.needed, tag)
			}
		}
		slices.Sort(use.needed)
	default:
		use.excluded = true
	}
	return use
}

// constraintOf is the //go:build line above the package clause, nil when there is none.
func constraintOf(file *ast.File) constraint.Expr {
	for _, group := range file.Comments {
		if group.Pos() >= file.Package {
			return nil
		}
		for _, comment := range group.List {
			if !constraint.IsGoBuild(comment.Text) || len(comment.Text) > maxTextBytes {
				continue
			}
			if expr, err := constraint.Parse(comment.Text); err == nil {
				return expr
			}
		}
	}
	return nil
}

func collectTags(expr constraint.Expr, wanted bool, visit func(tag string, wanted bool)) {
	switch x := expr.(type) {
	case *constraint.TagExpr:
		if isCustom(x.Tag) {
			visit(x.Tag, wanted)
		}
	case *constraint.NotExpr:
		collectTags(x.X, !wanted, visit)
	case *constraint.AndExpr:
		collectTags(x.X, wanted, visit)
		collectTags(x.Y, wanted, visit)
	case *constraint.OrExpr:
		collectTags(x.X, wanted, visit)
		collectTags(x.Y, wanted, visit)
	}
}

func isCustom(tag string) bool {
	return !slices.Contains(knownOS, tag) && !slices.Contains(knownArch, tag) &&
		!slices.Contains(otherKnown, tag) && !isRelease(tag) &&
		!strings.HasPrefix(tag, "goexperiment.") && !strings.HasPrefix(tag, runtime.GOARCH+".")
}

// isRelease says whether the tag is of the form go1.N.
func isRelease(tag string) bool {
	minor, ok := strings.CutPrefix(tag, "go1.")
	return ok && minor != "" && strings.Trim(minor, "0123456789") == ""
}

func holdsHere(tag string) bool {
	return tag == runtime.GOOS || tag == runtime.GOARCH || tag == "unix" || tag == "gc" ||
		slices.Contains(build.Default.ReleaseTags, tag)
}

// matchesName judges the suffixes _GOOS, _GOARCH and _GOOS_GOARCH of a file's name.
func matchesName(base string) bool {
	base = strings.TrimSuffix(strings.TrimSuffix(base, ".go"), "_test")
	_, suffixes, found := strings.Cut(base, "_")
	if !found {
		return true
	}
	words := strings.Split(suffixes, "_")
	last := words[len(words)-1]
	if slices.Contains(knownArch, last) {
		if last != runtime.GOARCH {
			return false
		}
		if len(words) == 1 {
			return true
		}
		last = words[len(words)-2]
	}
	return !slices.Contains(knownOS, last) || last == runtime.GOOS
}
