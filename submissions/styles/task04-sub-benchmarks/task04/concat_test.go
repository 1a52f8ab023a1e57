package concat

import (
	"strings"
	"testing"
)

var pieces = []string{"a", "b", "c", "d"}

func plus(pieces []string) string {
	var s string
	for _, p := range pieces {
		s += p
	}
	return s
}

func builder(pieces []string) string {
	size := 0
	for _, p := range pieces {
		size += len(p)
	}
	var sb strings.Builder
	sb.Grow(size)
	for _, p := range pieces {
		sb.WriteString(p)
	}
	return sb.String()
}

var sink string

func BenchmarkConcat(b *testing.B) {
	for _, impl := range []struct {
		name string
		join func([]string) string
	}{{"plus", plus}, {"builder", builder}} {
		b.Run("impl="+impl.name, func(b *testing.B) {
			for range b.N {
				sink = impl.join(pieces)
			}
		})
	}
}
