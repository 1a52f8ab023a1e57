package join

import (
	"strings"
	"sync"
	"testing"
)

// Two lines are made in each iteration.
var lines = [][]string{
	{"to", "be", "or", "not", "to", "be", "that", "is", "the", "question"},
	{"brevity", "is", "the", "soul", "of", "wit"},
}

func BenchmarkJoinPlus(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			for _, words := range lines {
				Plus(words)
			}
		}
	})
}

func BenchmarkJoinGrown(b *testing.B) {
	pool := sync.Pool{New: func() any { return new(strings.Builder) }}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			for _, words := range lines {
				sb := pool.Get().(*strings.Builder)
				Into(sb, words)
				pool.Put(sb)
			}
		}
	})
}
