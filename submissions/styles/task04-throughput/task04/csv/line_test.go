package csv_test

import (
	"testing"

	"example.com/lines/csv"
)

var (
	cells = []string{"id", "name", "street", "city", "zip"}
	line  string
)

func BenchmarkLine(b *testing.B) {
	b.SetBytes(int64(len("id,name,street,city,zip")))
	for i := 0; i < b.N; i++ {
		line = csv.LineConcat(cells)
	}
}

func BenchmarkLineBuilder(b *testing.B) {
	b.SetBytes(int64(len("id,name,street,city,zip")))
	for i := 0; i < b.N; i++ {
		line = csv.LineBuilder(cells)
	}
}
