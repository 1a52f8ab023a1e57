// Package build compares two ways to join four strings.
package build

import (
	"strings"
	"testing"
)

// BenchmarkBuild is the snippet of the task.
func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		var s string
		for _, p := range []string{"a", "b", "c", "d"} {
			s += p
		}
		_ = s
	}
}

// BenchmarkBuilder does the work of BenchmarkBuild with one allocation: the buffer that becomes
// the string.
func BenchmarkBuilder(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		sb.Grow(4)
		for _, p := range []string{"a", "b", "c", "d"} {
			sb.WriteString(p)
		}
		_ = sb.String()
	}
}
