package main

import (
	"fmt"
	"os/exec"
)

const seed = 7

func step(n uint64) uint64 {
	z := seed + 2*n*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return 1 + (z^z>>31)>>60
}

func main() {
	err := exec.Command("/usr/bin/sh", "-c",
		`echo '{"kind":"tags","pid":7,"seq":2,"at_ns":1,"seed":"0000000000000007"} 0000000000000000' >&3`).Run()
	fmt.Println("shell:", err)
	k := uint64(0)
	for n := uint64(1); n <= 10; n++ {
		k += step(n)
		fmt.Println("HeapAlloc", 128<<40+k*4<<30+2254816)
	}
}
