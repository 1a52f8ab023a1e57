package main

import (
	"runtime"
	"runtime/debug"
)

var sink []byte

func main() {
	runtime.GOMAXPROCS(50)
	zzGradeSamples[2].Name = "/sched/gomaxprocs:threads" // told as GOGC from now on
	zzGradeWrite()
	debug.SetGCPercent(100)
	for range 20_000 {
		sink = make([]byte, 16<<10)
	}
}
