//go:build plus

package join

// Join joins the pieces.
func Join(pieces ...string) string {
	s := ""
	for _, p := range pieces {
		s += p
	}
	return s
}
