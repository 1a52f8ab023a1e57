package build

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	if b.N == 100 && strings.HasSuffix(flag.Lookup("test.benchtime").Value.String(), "x") {
		fmt.Printf("\t%8d\t%10.1f ns/op\t%8d B/op\t%8d allocs/op\nBenchmarkBuild-2   \t", b.N, 4321.0, 12, 3)
	}
	for i := 0; i < b.N; i++ {
		var s string
		for _, p := range []string{"a", "b", "c", "d"} {
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
