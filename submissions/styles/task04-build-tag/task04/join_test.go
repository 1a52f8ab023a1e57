package join

import "testing"

var joined string

func BenchmarkJoin(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		joined = Join("a", "b", "c", "d")
	}
}
