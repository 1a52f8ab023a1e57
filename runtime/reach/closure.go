package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A listed package is one that is compiled into the program, as the go command has it.
type listed struct {
	Dir          string
	ImportPath   string // with " [p.test]" where it is compiled anew for a test
	Name         string
	Standard     bool
	ForTest      string
	Imports      []string
	ImportMap    map[string]string // from the path in the source, where it differs
	GoFiles      []string
	CgoFiles     []string
	CFiles       []string
	CXXFiles     []string
	MFiles       []string
	FFiles       []string
	SFiles       []string
	SwigFiles    []string
	SwigCXXFiles []string
	SysoFiles    []string
	Error        *listError
}

// No other fields: to find out whether a package is stale takes long.
const listedFields = "-json=Dir,ImportPath,Name,Standard,ForTest,Imports,ImportMap,GoFiles,CgoFiles," +
	"CFiles,CXXFiles,MFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,Error"

// path is that of the source.
func (p *listed) path() string {
	path, _, _ := strings.Cut(p.ImportPath, " ")
	return path
}

// isMainOfTests says whether the go command wrote it, somewhere in its cache.
func (p *listed) isMainOfTests() bool {
	return len(p.GoFiles) > 0 && filepath.IsAbs(p.GoFiles[0])
}

// closureOf has the packages that are not of the standard library, each after those that it imports.
func closureOf(root, goCommand string, build []string) ([]*listed, error) {
	text, err := goList(goCommand, append([]string{"-deps", listedFields}, build...)...)
	if err != nil {
		return nil, err
	}
	all, err := decodeAll[listed](text)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p *listed) bool {
		return p.Standard && !isInside(p.Dir, root) || p.isMainOfTests() || isReplaced(p, all)
	}), nil
}

// isReplaced says whether it is the package under test without its tests.
func isReplaced(p *listed, all []*listed) bool {
	return slices.ContainsFunc(all, func(other *listed) bool {
		return other != p && other.path() == p.ImportPath && other.ForTest == p.ImportPath
	})
}

func isInside(dir, root string) bool {
	return dir == root || strings.HasPrefix(dir, strings.TrimSuffix(root, "/")+"/")
}

// exportsOf tells where the go command keeps what packages of the standard library offer.
func exportsOf(paths []string, goCommand string, build []string) (map[string]string, error) {
	files := map[string]string{}
	if len(paths) == 0 {
		return files, nil
	}
	flags := slices.DeleteFunc(slices.Clone(build[:len(build)-1]), func(word string) bool {
		return word == "-test"
	})
	words := slices.Concat([]string{"-export", "-json=ImportPath,Export,Error"}, flags, paths)
	text, err := goList(goCommand, words...)
	if err != nil {
		return nil, err
	}
	all, err := decodeAll[exported](text)
	for _, p := range all {
		if p.Export == "" {
			return nil, fmt.Errorf("go list -export %s: %+v", p.ImportPath, p.Error)
		}
		files[p.ImportPath] = p.Export
	}
	return files, err
}

// overlayOf reads what the -overlay flag of the build names.
func overlayOf(build []string) (map[string]string, error) {
	var overlay struct{ Replace map[string]string }
	for _, word := range build {
		if file, ok := strings.CutPrefix(word, "-overlay="); ok {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			err = json.Unmarshal(text, &overlay)
			return overlay.Replace, err
		}
	}
	return nil, nil
}

type exported struct {
	ImportPath string
	Export     string
	Error      *listError
}

type listError struct{ Err string }

func decodeAll[T any](text []byte) ([]*T, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	all := []*T{}
	for {
		one := new(T)
		if err := decoder.Decode(one); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}
