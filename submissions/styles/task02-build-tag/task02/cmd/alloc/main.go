// Alloc runs the workload that the build tag chooses.
package main

import (
	"flag"
	"fmt"
)

func main() {
	rounds := flag.Int("rounds", 1, "how often to do the work")
	flag.Parse()
	total := 0
	for round := range *rounds {
		total += work(round)
	}
	fmt.Println("done:", total)
}
