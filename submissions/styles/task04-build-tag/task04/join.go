//go:build !plus

package join

import "strings"

// Join joins the pieces.
func Join(pieces ...string) string {
	n := 0
	for _, p := range pieces {
		n += len(p)
	}
	var sb strings.Builder
	sb.Grow(n)
	for _, p := range pieces {
		sb.WriteString(p)
	}
	return sb.String()
}
