// Program sorts freshly made slices for one and a half seconds, however many that may be.
package main

import (
	"flag"
	"fmt"
	"math/rand"
	"slices"
	"time"
)

func main() {
	limit := flag.Duration("for", 1500*time.Millisecond, "how long to work")
	flag.Parse()
	var best [][]float64
	sorted := 0
	for start := time.Now(); time.Since(start) < *limit; sorted++ {
		values := make([]float64, 20_000)
		for i := range values {
			values[i] = rand.NormFloat64()
		}
		slices.Sort(values)
		best = append(best, values)
		if len(best) > 80 {
			best = slices.Clone(best[40:])
		}
	}
	fmt.Println("sorted", sorted, "slices")
}
