package main

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

var kept []byte

func start(how string) {
	child := exec.Command("/proc/self/exe", how)
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	child.Start()
}

func main() {
	if len(os.Args) == 1 {
		for range 4 {
			start("middle")
		}
	} else if os.Args[1] == "middle" {
		start("keeper")
		return
	} else {
		kept = make([]byte, 160<<20)
		for i := 0; i < len(kept); i += 4096 {
			kept[i] = 1
		}
	}
	time.Sleep(time.Hour)
}
