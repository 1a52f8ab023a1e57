package main

import (
	"cmp"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// The JSON, field for field what harness/recording/reach.h has. Lists are never null.

type Place struct {
	What string `json:"what"`
	File string `json:"file"`
	Line int    `json:"line"` // 0: the whole file
}

type Reached struct {
	Places []Place `json:"places"`
}

const (
	maxPlaces    = 1000
	maxWordBytes = 200
)

// Look reads what the go command compiles for the last word of build, given the words before it.
func Look(root, goCommand string, build []string) (*Reached, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	packages, err := closureOf(root, goCommand, build)
	if err != nil {
		return nil, err
	}
	overlay, err := overlayOf(build)
	if err != nil {
		return nil, err
	}
	l := looker{root: root, overlay: overlay, fset: token.NewFileSet(), ours: map[string]*types.Package{},
		isOurs: map[*types.Package]bool{}, places: map[Place]bool{}}
	sources := make([]*source, len(packages))
	for i, p := range packages {
		sources[i] = l.parse(p)
	}
	exports, err := exportsOf(standardImports(sources), goCommand, build)
	if err != nil {
		return nil, err
	}
	l.standard = importer.ForCompiler(l.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	for _, s := range sources {
		l.check(s)
	}
	return &Reached{l.sortedPlaces()}, nil
}

// A source is the parsed files of a package.
type source struct {
	*listed
	files []*ast.File
}

type looker struct {
	root     string
	overlay  map[string]string // files of ours that the build has in place of others
	fset     *token.FileSet
	standard types.Importer
	ours     map[string]*types.Package // checked already, by ImportPath
	isOurs   map[*types.Package]bool
	places   map[Place]bool
}

func (l *looker) add(what, file string, line int) {
	if name, err := filepath.Rel(l.root, file); err == nil && filepath.IsLocal(name) {
		file = filepath.ToSlash(name)
	}
	l.places[Place{clip(what), clip(file), line}] = true
}

// found takes the place where the code stands, whatever a line directive says.
func (l *looker) found(what string, at token.Pos) {
	place := l.fset.PositionFor(at, false)
	if l.overlay[place.Filename] != "" {
		return
	}
	l.add(what, place.Filename, place.Line)
}

func (l *looker) sortedPlaces() []Place {
	all := make([]Place, 0, len(l.places))
	for place := range l.places {
		all = append(all, place)
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.What, b.What))
	})
	return all[:min(len(all), maxPlaces)]
}

// parse also names what is compiled and is no Go.
func (l *looker) parse(p *listed) *source {
	if p.Error != nil {
		l.add("a package that go list refuses: "+p.Error.Err, p.Dir, 0)
	}
	for what, names := range map[string][]string{
		"assembly": p.SFiles, "object file": p.SysoFiles,
		"cgo": slices.Concat(p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.FFiles, p.SwigFiles,
			p.SwigCXXFiles),
	} {
		for _, name := range names {
			l.add(what, filepath.Join(p.Dir, name), 0)
		}
	}
	s := &source{listed: p}
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		text, err := os.ReadFile(cmp.Or(l.overlay[path], path))
		var file *ast.File
		if err == nil {
			file, err = parser.ParseFile(l.fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
		}
		if err != nil {
			l.add("source that cannot be read: "+reason(err), path, 0)
		}
		if file != nil {
			s.files = append(s.files, file)
		}
	}
	return s
}

// reason leaves out where the file lies on this machine.
func reason(err error) string {
	var list scanner.ErrorList
	if errors.As(err, &list) {
		return list[0].Msg
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// standardImports has the paths that stand for none of the sources.
func standardImports(sources []*source) []string {
	rest := map[string]bool{}
	for _, s := range sources {
		for _, file := range s.files {
			for _, spec := range file.Imports {
				path, _ := strconv.Unquote(spec.Path.Value)
				rest[s.resolved(path)] = true
			}
		}
	}
	for _, s := range sources {
		delete(rest, s.ImportPath)
	}
	delete(rest, "unsafe")
	return slices.Sorted(maps.Keys(rest))
}

// resolved is the ImportPath of what an import stands for.
func (p *listed) resolved(path string) string {
	if to := p.ImportMap[path]; to != "" {
		return to
	}
	return path
}

// packageImporter knows what paths mean in one package.
type packageImporter struct {
	*looker
	of *listed
}

func (i packageImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := i.ours[i.of.resolved(path)]; p != nil {
		return p, nil
	}
	return i.standard.Import(path)
}

func (l *looker) check(s *source) {
	config := types.Config{
		Importer: packageImporter{l, s.listed},
		Sizes:    types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			e := err.(types.Error)
			l.found("code that cannot be checked: "+e.Msg, e.Pos)
		},
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{},
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	pkg, _ := config.Check(s.path(), l.fset, s.files, info)
	l.ours[s.ImportPath], l.isOurs[pkg] = pkg, true
	u := uses{looker: l, of: s.listed, info: info, sizes: config.Sizes, scope: pkg.Scope(),
		plain: map[ast.Expr]bool{}}
	u.look(s.files)
}

// clip cuts between characters, so that the text stays valid, and at the first line.
func clip(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	text = strings.ToValidUTF8(text, "?")
	if len(text) <= maxWordBytes {
		return text
	}
	return strings.ToValidUTF8(text[:maxWordBytes], "") + "…"
}
