package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
)

var sink []byte

// eventsSocket is the one descriptor that is a socket.
func eventsSocket() int {
	for fd := 3; fd < 1024; fd++ {
		name, _ := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
		if strings.HasPrefix(name, "socket:") {
			return fd
		}
	}
	return -1
}

func main() {
	for range 5 {
		runtime.GC()
	}
	syscall.Close(eventsSocket())
	debug.SetGCPercent(100)
	for range 500 {
		sink = make([]byte, 16<<10)
	}
	panic("done")
}
