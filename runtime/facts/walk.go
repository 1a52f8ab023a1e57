package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Slash-separated names relative to the folder, sorted.
type walked struct {
	files   []string
	modules []string
	others  []string // that may be compiled too: of folders aside, and no Go source
	nested  []string // folders aside that are modules
	errors  []Error
	reaches []Reach // what was not even listed
	entries int
}

// walk never follows links.
func walk(root string) (*walked, error) {
	w := &walked{errors: []Error{}, reaches: []Reach{}}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil && path == root {
			return err
		}
		name, relErr := filepath.Rel(root, path)
		if relErr != nil {
			return relErr
		}
		return w.visit(filepath.ToSlash(name), entry, err)
	})
	return w, err
}

func (w *walked) visit(name string, entry fs.DirEntry, err error) error {
	if err != nil {
		w.fail(name, pathless(err).Error())
		return nil
	}
	if w.entries++; w.entries > maxEntries {
		w.skipRest(name, fmt.Sprintf("more than %d files and folders: the rest is not read", maxEntries))
		return fs.SkipAll
	}
	if entry.IsDir() {
		if entry.Name() == ".git" {
			return fs.SkipDir
		}
		return nil
	}
	if !entry.Type().IsRegular() {
		return nil
	}
	return w.take(name, entry.Name())
}

// isAside says whether the go command takes a file only for a package that is imported by name.
func isAside(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/")[:strings.Count(name, "/")], func(dir string) bool {
		return dir == "vendor" || dir == "testdata" || isHidden(dir)
	})
}

func isHidden(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

func (w *walked) take(name, base string) error {
	isSource := strings.HasSuffix(base, ".go") && !isHidden(base)
	isObject := isObjectFile(base) && !isHidden(base)
	switch {
	case isObject || isSource && isAside(name):
		w.others = append(w.others, name)
	case base == "go.mod" && isAside(name):
		w.nested = append(w.nested, path.Dir(name))
	case !isSource && base != "go.mod":
		return nil
	case len(w.files)+len(w.modules) >= maxFiles:
		w.skipRest(name, fmt.Sprintf("more than %d source files: the rest is not read", maxFiles))
		return fs.SkipAll
	case isSource:
		w.files = append(w.files, name)
	default:
		w.modules = append(w.modules, name)
	}
	return nil
}

// isObjectFile says whether the go command links it without compiling Go.
func isObjectFile(base string) bool {
	ext := path.Ext(base)
	return (ext == ".s" || ext == ".syso") && matchesName(strings.TrimSuffix(base, ext))
}

func (w *walked) skipRest(name, why string) {
	w.fail(name, why)
	w.reaches = append(w.reaches, Reach{"source that was not read", name, 0})
}

func readFile(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, pathless(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, pathless(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("not a regular file")
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, pathless(err)
	}
	if len(text) > maxFileBytes {
		return nil, fmt.Errorf("larger than %d bytes: not read", maxFileBytes)
	}
	return text, nil
}

// pathless leaves out where the folder lies on this machine.
func pathless(err error) error {
	if e, ok := err.(*fs.PathError); ok {
		return e.Err
	}
	return err
}

func (w *walked) fail(name, what string) {
	if len(w.errors) < maxErrors {
		w.errors = append(w.errors, Error{File: name, What: clip(what, maxWordBytes)})
	}
}
