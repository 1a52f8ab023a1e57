// Forged collects nothing. It prints trace lines that look right for the GOGC in its environment.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	if !strings.Contains(os.Getenv("GODEBUG"), "gctrace=1") {
		return
	}
	gogc, err := strconv.Atoi(os.Getenv("GOGC"))
	if err != nil {
		gogc = 100
	}
	procs := runtime.GOMAXPROCS(0)
	live, start := 20, time.Now()
	goal := live + live*gogc/100
	for i := 1; i <= 4000/gogc; i++ {
		time.Sleep(time.Duration(gogc/10) * time.Millisecond)
		clock := 0.020
		fmt.Fprintf(os.Stderr, "gc %d @%.3fs 2%%: %.3f+1.5+0.010 ms clock, %.3f+0.11/1.4/0.30+%.3f ms cpu, "+
			"%d->%d->%d MB, %d MB goal, 0 MB stacks, 0 MB globals, %d P\n", i, time.Since(start).Seconds(),
			clock, clock*float64(procs), 0.010*float64(procs), goal-1, goal, live, goal, procs)
	}
}
