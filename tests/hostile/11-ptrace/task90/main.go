package main

import (
	"fmt"
	"os"
	"syscall"
)

func call(what string, nr uintptr, args ...uintptr) {
	args = append(args, 0, 0, 0, 0, 0, 0)
	_, _, errno := syscall.Syscall6(nr, args[0], args[1], args[2], args[3], args[4], args[5])
	if errno == 0 {
		fmt.Println("BREACH", what)
		return
	}
	fmt.Println(what+":", errno)
}

func main() {
	const attach, seize = 16, 0x4206
	for _, pid := range []int{1, os.Getppid()} {
		p := uintptr(pid)
		call("ptrace attach", syscall.SYS_PTRACE, attach, p)
		call("ptrace seize", syscall.SYS_PTRACE, seize, p)
		call("process_vm_readv", 310, p)
		call("kcmp", 312, p, p)
		call("pidfd_getfd", 438, 0, 1)
		for _, name := range []string{"mem", "fd/0", "fd/4", "cwd/x", "root/etc", "environ", "maps"} {
			path := fmt.Sprintf("/proc/%d/%s", pid, name)
			file, err := os.Open(path)
			if err == nil {
				some := make([]byte, 1)
				if n, _ := file.Read(some); n == 0 {
					err = fmt.Errorf("open %s: empty", path)
				}
			}
			if err == nil {
				fmt.Println("BREACH", path)
				continue
			}
			fmt.Println(err)
		}
	}
}
