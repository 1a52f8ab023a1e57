package record

import "testing"

var fields = []string{"2026", "-", "11", "-", "24", "T", "07:15", "Z"}

func TestSameText(t *testing.T) {
	if got, want := Build(fields), Concat(fields); got != want {
		t.Errorf("Build() = %q, want %q", got, want)
	}
}

func BenchmarkRecordConcat(b *testing.B) {
	for b.Loop() {
		Concat(fields)
	}
}

func BenchmarkRecordBuild(b *testing.B) {
	for b.Loop() {
		Build(fields)
	}
}
