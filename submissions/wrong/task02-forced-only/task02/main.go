// Forced calls for a collection after every 256 KiB.
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	var kept [4][]byte
	for i := range 60 {
		kept[i%len(kept)] = make([]byte, 256<<10)
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println(len(kept), "blocks kept")
}
