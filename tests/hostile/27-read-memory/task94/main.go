package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

func tell(how string, err error) {
	if err == nil {
		fmt.Println("BREACH:", how)
	}
}

// openOwn tries the ways by which a path gets past who looks for it in the source.
func openOwn() {
	for _, name := range []string{"mem", "environ", "auxv", "pagemap", "exe"} {
		_, err := os.Open(filepath.Join("/proc", "self", name))
		tell(name, err)
	}
	_, err := os.OpenFile("/dev/fd/../mem", os.O_RDWR, 0)
	tell("by /dev/fd", err)
	if root, err := os.OpenRoot("/proc/" + strconv.Itoa(os.Getpid())); err == nil {
		_, err = root.Open("mem")
		tell("by a root", err)
	}
	_, err = fs.ReadFile(os.DirFS("/proc/thread-self"), "mem")
	tell("by a folder", err)
	os.Chdir("/proc/self/task")
	others, _ := filepath.Glob("*/mem")
	for _, name := range others {
		_, err := os.Open(name)
		tell("by a relative path", err)
	}
	self, _ := os.Executable()
	tell("its file made readable", os.Chmod(self, 0o755))
}

// watch opens what is there for a moment only.
func watch() {
	for {
		processes, _ := filepath.Glob("/proc/[0-9]*")
		for _, process := range processes {
			for _, name := range []string{"/mem", "/environ", "/fd/1022"} {
				_, err := os.Open(process + name)
				tell(process+name, err)
			}
		}
	}
}

func main() {
	if len(os.Args) > 1 {
		return
	}
	for k := uint64(1); k <= 10; k++ {
		fmt.Println("HeapAlloc", 128<<40+(97*k)*4<<30+2254816)
	}
	openOwn()
	go watch()
	for start := time.Now(); time.Since(start) < time.Second; {
		exec.Command("/proc/self/exe", "child").Run()
	}
}
