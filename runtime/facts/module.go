package main

import (
	"path"
	"strconv"
	"strings"
)

// parseModule finds the module and go lines, the only ones that matter here.
func parseModule(name string, text []byte) Module {
	m := Module{Dir: path.Dir(name)}
	for line := range strings.SplitSeq(string(text), "\n") {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		if len(words) != 2 {
			continue
		}
		switch {
		case words[0] == "module" && m.Path == "":
			m.Path = clip(unquote(words[1]), maxWordBytes)
		case words[0] == "go" && m.Go == "":
			m.Go = clip(words[1], maxWordBytes)
		}
	}
	return m
}

func unquote(word string) string {
	if plain, err := strconv.Unquote(word); err == nil {
		return plain
	}
	return word
}
