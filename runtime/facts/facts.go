package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The JSON, field for field what harness/recording/facts.h has. Lists are never null.

type Module struct {
	Dir  string `json:"dir"`
	Path string `json:"path"`
	Go   string `json:"go"`
}

type Package struct {
	Dir       string   `json:"dir"`
	ModuleDir string   `json:"module_dir"`
	Name      string   `json:"name"`
	HasMain   bool     `json:"has_main"`
	Files     []string `json:"files"`
	TestFiles []string `json:"test_files"`
	Imports   []string `json:"imports"`
	Tags      []string `json:"tags"`
}

type Function struct {
	Name       string   `json:"name"`
	Receiver   string   `json:"receiver"`
	IsValue    bool     `json:"is_value"`
	Package    string   `json:"package"`
	Dir        string   `json:"dir"`
	File       string   `json:"file"`
	FirstLine  int      `json:"first_line"`
	LastLine   int      `json:"last_line"`
	InTest     bool     `json:"in_test"`
	Tags       []string `json:"tags"`
	TypeParams []string `json:"type_params"`
	Params     []string `json:"params"`
	Results    []string `json:"results"`
	Calls      []string `json:"calls"`
	Literals   []string `json:"literals"`
	Made       []string `json:"made"`
	HandsOn    []int    `json:"hands_on"`
	NoInline   bool     `json:"no_inline"`
	Doc        string   `json:"doc"`
}

type Comment struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

type Error struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
	What string `json:"what"`
}

type Facts struct {
	Modules   []Module   `json:"modules"`
	Packages  []Package  `json:"packages"`
	Functions []Function `json:"functions"`
	Comments  []Comment  `json:"comments"`
	Errors    []Error    `json:"errors"`
}

const (
	maxFiles         = 2000
	maxFileBytes     = 1 << 20
	maxTotalBytes    = 64 << 20
	maxNesting       = 2000
	maxEntries       = 100_000
	maxFactBytes     = 6 << 20
	maxErrors        = 1000
	maxErrorsPerFile = 20
	maxListItems     = 1000
	maxTextBytes     = 4096
	maxWordBytes     = 200
)

// Find reads the .go and go.mod files below root that the go command would read on this platform.
// What is too much or does not parse becomes an error in the facts; the rest is still told.
func Find(root string) (*Facts, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	found, err := walk(root)
	if err != nil {
		return nil, err
	}
	c := collector{root: root, packages: map[string]*Package{}, mains: map[string]bool{}}
	c.facts = Facts{
		Modules: []Module{}, Packages: []Package{}, Functions: []Function{},
		Comments: []Comment{}, Errors: found.errors,
	}
	for _, name := range found.modules {
		// One that cannot be read is there all the same, and the go command will say so.
		text, _ := c.read(name)
		c.facts.Modules = append(c.facts.Modules, parseModule(name, text))
	}
	for _, name := range found.files {
		if text, ok := c.read(name); ok {
			c.addFile(name, text)
		}
	}
	c.finish()
	return &c.facts, nil
}

type collector struct {
	root        string
	facts       Facts
	packages    map[string]*Package // by folder
	mains       map[string]bool     // by folder: a file of package main has func main
	sourceBytes int                 // bytes of source so far
	told        int                 // bytes of facts so far, about
	overflown   bool
}

// read gives the text of a file, or tells why not.
func (c *collector) read(name string) ([]byte, bool) {
	text, err := readFile(filepath.Join(c.root, filepath.FromSlash(name)))
	if err == nil && c.sourceBytes+len(text) > maxTotalBytes {
		err = fmt.Errorf("more than %d bytes of source in all: not read", maxTotalBytes)
	}
	if err != nil {
		c.skip(name, err.Error())
		return nil, false
	}
	c.sourceBytes += len(text)
	return text, true
}

// fits keeps the answer bounded; the first thing that does not fit is told.
func (c *collector) fits(file string, bytes int) bool {
	c.told += bytes
	if c.told > maxFactBytes && !c.overflown {
		c.overflown = true
		c.skip(file, "too much source: what comes from here on is left out")
	}
	return !c.overflown
}

func (c *collector) fail(e Error) {
	if len(c.facts.Errors) < maxErrors {
		c.facts.Errors = append(c.facts.Errors, e)
	}
}

// skip tells of a file that was not read, or not as a whole.
func (c *collector) skip(name, why string) {
	c.fail(Error{File: name, What: clip(why, maxWordBytes)})
}

// parse gives nil for what cannot be read.
func (c *collector) parse(name string, text []byte) (*ast.File, *token.FileSet, error) {
	fset := token.NewFileSet()
	if isNestedTooDeeply(text) {
		c.skip(name, "nested too deeply: not read")
		return nil, fset, nil
	}
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.AllErrors)
	return file, fset, err
}

func (c *collector) addFile(name string, text []byte) {
	file, fset, err := c.parse(name, text)
	c.addErrors(name, err)
	if file == nil {
		return
	}
	use := usage(name, file)
	if use.excluded || !c.fits(name, 2*len(name)) {
		return
	}
	c.addToPackage(name, file, use)
	c.addFunctions(name, fset, file, use)
	c.addComments(name, fset, file)
	c.addLineDirectives(name, fset, file)
}

// isNestedTooDeeply keeps the parser from work that grows with depth times length: names are
// looked up through all scopes around them, and each else opens one.
func isNestedTooDeeply(text []byte) bool {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(text)), text, nil, 0)
	depth, elses := 0, 0
	for {
		switch _, tok, _ := s.Scan(); tok {
		case token.EOF:
			return false
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth = max(0, depth-1); depth == 0 {
				elses = 0
			}
		case token.ELSE:
			elses++
		}
		if depth+elses > maxNesting {
			return true
		}
	}
}

func (c *collector) addErrors(name string, err error) {
	list, ok := err.(scanner.ErrorList)
	if err != nil && !ok {
		c.fail(Error{File: name, What: clip(err.Error(), maxWordBytes)})
	}
	for i, e := range list {
		if i == maxErrorsPerFile {
			break
		}
		c.fail(Error{name, e.Pos.Line, e.Pos.Column, clip(e.Msg, maxWordBytes)})
	}
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

func (c *collector) addToPackage(name string, file *ast.File, use fileUse) {
	dir := path.Dir(name)
	pkg := c.packages[dir]
	if pkg == nil {
		pkg = &Package{Dir: dir, Files: []string{}, TestFiles: []string{}, Imports: []string{},
			Tags: []string{}}
		c.packages[dir] = pkg
	}
	if isTest(name) {
		pkg.TestFiles = append(pkg.TestFiles, name)
	} else {
		pkg.Files = append(pkg.Files, name)
		c.mains[dir] = c.mains[dir] || (file.Name.Name == "main" && declaresMain(file))
	}
	pkg.Name = betterName(pkg.Name, name, file.Name.Name, use, len(pkg.Files))
	for _, tag := range use.named {
		pkg.Tags = appendNew(pkg.Tags, tag)
	}
	for _, spec := range file.Imports {
		pkg.Imports = appendNew(pkg.Imports, strings.Trim(spec.Path.Value, "`\""))
	}
}

func appendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return appendWord(list, word)
}

// betterName prefers the clause of a file that is always compiled to that of one behind a tag, and
// either to that of a test.
func betterName(old, file, clause string, use fileUse, others int) string {
	if isTest(file) {
		if old == "" {
			return strings.TrimSuffix(clause, "_test")
		}
		return old
	}
	if others == 1 || len(use.needed) == 0 && !use.conditional {
		return clause
	}
	return old
}

func declaresMain(file *ast.File) bool {
	return slices.ContainsFunc(file.Decls, func(decl ast.Decl) bool {
		f, ok := decl.(*ast.FuncDecl)
		return ok && f.Recv == nil && f.Name.Name == "main"
	})
}

func (c *collector) addFunctions(name string, fset *token.FileSet, file *ast.File, use fileUse) {
	for _, decl := range file.Decls {
		for _, f := range functionsOf(decl, fset) {
			fn := f.Function
			fn.File, fn.Dir, fn.Package = name, path.Dir(name), file.Name.Name
			fn.FirstLine = fset.Position(f.node.Pos()).Line
			fn.LastLine = fset.Position(max(f.node.Pos(), f.node.End()-1)).Line
			fn.InTest, fn.Tags = isTest(name), use.needed
			if !c.fits(name, size(fn)) {
				return
			}
			c.facts.Functions = append(c.facts.Functions, fn)
		}
	}
}

func (c *collector) addComments(name string, fset *token.FileSet, file *ast.File) {
	for _, group := range file.Comments {
		text := clip(strings.TrimSpace(group.Text()), maxTextBytes)
		if text == "" {
			continue
		}
		if !c.fits(name, len(name)+len(text)+50) {
			return
		}
		c.facts.Comments = append(c.facts.Comments,
			Comment{name, fset.Position(group.Pos()).Line, text})
	}
}

// addLineDirectives names the comments that make the compiler report other places than those where
// the code stands.
func (c *collector) addLineDirectives(name string, fset *token.FileSet, file *ast.File) {
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//line ") || strings.HasPrefix(comment.Text, "/*line ") {
				at := fset.PositionFor(comment.Pos(), false)
				c.fail(Error{File: name, Line: at.Line, Col: at.Column, What: "line directive"})
			}
		}
	}
}

func (c *collector) finish() {
	modules := map[string]bool{}
	for _, m := range c.facts.Modules {
		modules[m.Dir] = true
	}
	for _, pkg := range c.packages {
		slices.Sort(pkg.Imports)
		slices.Sort(pkg.Tags)
		pkg.HasMain = pkg.Name == "main" && c.mains[pkg.Dir]
		pkg.ModuleDir = moduleOf(pkg.Dir, modules)
		c.facts.Packages = append(c.facts.Packages, *pkg)
	}
	slices.SortFunc(c.facts.Packages, func(a, b Package) int { return strings.Compare(a.Dir, b.Dir) })
}

// moduleOf is the folder of the nearest go.mod at or above dir, "" when there is none.
func moduleOf(dir string, modules map[string]bool) string {
	for !modules[dir] {
		if dir == "." {
			return ""
		}
		dir = path.Dir(dir)
	}
	return dir
}

func size(fn Function) int {
	n := len(fn.Name) + len(fn.Package) + len(fn.File) + len(fn.Dir) + len(fn.Receiver) + len(fn.Doc) +
		8*len(fn.HandsOn) + 400
	lists := [][]string{
		fn.TypeParams, fn.Params, fn.Results, fn.Calls, fn.Literals, fn.Tags, fn.Made,
	}
	for _, list := range lists {
		for _, s := range list {
			n += len(s) + 4
		}
	}
	return n
}

// clip cuts between characters, so that the text stays valid.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && text[limit]&0xC0 == 0x80 {
		limit--
	}
	return text[:limit] + "…"
}
