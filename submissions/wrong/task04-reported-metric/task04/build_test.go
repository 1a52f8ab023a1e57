package build

import "testing"

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
		var s string
		for _, p := range []string{"a", "b", "c", "d"} {
			s += p
		}
		_ = s
	}
	b.ReportMetric(1, "allocs/op")
}
