package main

import (
	"fmt"
	"os"
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
	debug.SetGCPercent(100)
	socket := eventsSocket()
	for i := range 20_000 {
		sink = make([]byte, 16<<10)
		if i%1000 == 0 {
			line := fmt.Sprintf(`{"kind":"gc","pid":%d,"seq":%d,"at_ns":%d,"num_gc":%d,"gogc":50} 0123456789abcdef`,
				os.Getpid(), i, i, i)
			syscall.Write(socket, []byte(line+"\n"))
		}
	}
}
