// Package build compares two ways to join strings: go test -bench=. -benchmem
package build

import "testing"

// TODO 4.1: build the string with s += p, as the snippet of the task does.
func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
	}
}

// TODO 4.2: the same work with strings.Builder and Grow.
func BenchmarkBuilder(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
	}
}
