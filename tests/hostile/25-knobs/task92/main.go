package main

import (
	"runtime"
	"runtime/debug"
)

var kept []byte

func main() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(64 << 20)
	runtime.GOMAXPROCS(1)
	for range 20000 {
		kept = make([]byte, 1<<16)
	}
}
