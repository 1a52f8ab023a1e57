// Fill builds an index that only grows: nothing that it makes ever dies.
package main

import (
	"fmt"
	"time"

	"growonly/index"
)

func main() {
	start := time.Now()
	var ix index.Index
	for i := range 1_500_000 {
		ix.Add(i)
	}
	fmt.Println(ix.Len(), "entries after", time.Since(start).Round(time.Millisecond))
}
