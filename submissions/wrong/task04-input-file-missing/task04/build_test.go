package build

import (
	"os"
	"strings"
	"testing"
)

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	text, err := os.ReadFile("../../pieces.txt")
	if err != nil {
		b.Fatal(err)
	}
	pieces := strings.Fields(string(text))
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		var s string
		for _, p := range pieces {
			s += p
		}
		_ = s
	}
}

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
