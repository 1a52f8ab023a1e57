package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Slash-separated names relative to the folder, sorted.
type walked struct {
	files   []string
	modules []string
	errors  []Error
	entries int
}

// walk never follows links.
func walk(root string) (*walked, error) {
	w := &walked{errors: []Error{}}
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
		w.fail(name, fmt.Sprintf("more than %d files and folders: the rest is not read", maxEntries))
		return fs.SkipAll
	}
	if entry.IsDir() {
		if isAside(entry.Name()) && name != "." {
			return fs.SkipDir
		}
		return nil
	}
	if !entry.Type().IsRegular() {
		return nil
	}
	return w.take(name, entry.Name())
}

// isAside says whether the go command takes a folder only for a package that is imported by name.
func isAside(base string) bool {
	return base == "vendor" || base == "testdata" || isHidden(base)
}

func isHidden(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

func (w *walked) take(name, base string) error {
	isSource := strings.HasSuffix(base, ".go") && !isHidden(base)
	switch {
	case !isSource && base != "go.mod":
		return nil
	case len(w.files)+len(w.modules) >= maxFiles:
		w.fail(name, fmt.Sprintf("more than %d source files: the rest is not read", maxFiles))
		return fs.SkipAll
	case isSource:
		w.files = append(w.files, name)
	default:
		w.modules = append(w.modules, name)
	}
	return nil
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
