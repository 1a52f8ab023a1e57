package before

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
