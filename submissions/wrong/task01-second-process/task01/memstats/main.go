// Command memstats starts itself again, and the child prints four heap numbers from
// runtime.ReadMemStats, once a second for ten seconds.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"time"

	"heapwatch/internal/load"
)

const ticks = 10

func main() {
	if len(os.Args) > 1 {
		watch()
		return
	}
	child := exec.Command(os.Args[0], "watch")
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Run(); err != nil {
		log.Fatal(err)
	}
}

func watch() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for i := 1; i <= ticks; i++ {
		load.Step()
		<-ticker.C
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("t=%2ds HeapAlloc=%d HeapInuse=%d HeapIdle=%d NumGC=%d\n",
			i, m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
	}
}
