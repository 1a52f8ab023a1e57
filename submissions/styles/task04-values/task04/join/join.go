// Package join makes one line of a few words.
package join

import (
	"fmt"
	"io"
	"strings"
)

// Plus puts each word in front of a copy of what is there.
func Plus(words []string) string {
	line := ""
	for i := len(words) - 1; i >= 0; i-- {
		line = words[i] + ";" + line
	}
	return line
}

// Into writes the words to a Builder that may have been used before.
func Into(sb *strings.Builder, words []string) string {
	sb.Reset()
	grow := sb.Grow
	size := func() (n int) {
		for _, w := range words {
			n += len(w) + 1
		}
		return n
	}
	grow(size())
	put := func(w string) {
		io.WriteString(sb, w)
		sb.WriteRune(';')
	}
	for i, w := range words {
		if i == 0 {
			fmt.Fprintf(sb, "%s;", w)
			continue
		}
		put(w)
	}
	return sb.String()
}
