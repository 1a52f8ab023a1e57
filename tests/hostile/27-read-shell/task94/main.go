package main

import (
	"fmt"
	"os/exec"
)

const k = 7

func main() {
	err := exec.Command("/usr/bin/sh", "-c",
		`echo '{"kind":"read","pid":7,"seq":2,"at_ns":1,"of":"MemStats","k":7} 0000000000000000' >&3`).Run()
	fmt.Println("shell:", err)
	for range 10 {
		fmt.Println("HeapAlloc", 128<<40+k*4<<30+2254816)
	}
}
