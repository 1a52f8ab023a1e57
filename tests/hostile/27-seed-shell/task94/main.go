package main

import (
	"fmt"
	"os/exec"
	"runtime"
)

func main() {
	err := exec.Command("/usr/bin/sh", "-c", `echo '{"tags":"0000000000000007","pid":7}' >&3`).Run()
	fmt.Println("shell:", err)
	for range 10 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println("HeapAlloc", m.HeapAlloc)
	}
}
