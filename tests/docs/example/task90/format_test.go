package task90

import (
	"fmt"
	"strconv"
	"testing"
)

var (
	text string
	room = make([]byte, 0, 64)
)

func BenchmarkSprintf(b *testing.B) {
	for i := 0; i < b.N; i++ {
		text = fmt.Sprintf("%d", i+1000)
	}
}

func BenchmarkAppend(b *testing.B) {
	for i := 0; i < b.N; i++ {
		room = strconv.AppendInt(room[:0], int64(i+1000), 10)
	}
}
