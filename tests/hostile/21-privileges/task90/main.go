package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
	"unsafe"
)

func call(what string, nr uintptr, args ...uintptr) {
	args = append(args, 0, 0, 0, 0, 0)
	_, _, errno := syscall.Syscall6(nr, args[0], args[1], args[2], args[3], args[4], 0)
	if errno == 0 {
		fmt.Println("BREACH", what)
		return
	}
	fmt.Println(what+":", errno)
}

func main() {
	status, _ := os.Open("/proc/self/status")
	for lines := bufio.NewScanner(status); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ":\t")
		if key == "CapEff" || key == "NoNewPrivs" || key == "Seccomp" {
			fmt.Println(key, value)
		}
	}
	buffer := make([]byte, 256)
	at := uintptr(unsafe.Pointer(&buffer[0]))
	call("unshare user", syscall.SYS_UNSHARE, syscall.CLONE_NEWUSER)
	call("unshare net", syscall.SYS_UNSHARE, syscall.CLONE_NEWNET)
	call("clone user", syscall.SYS_CLONE, syscall.CLONE_NEWUSER|uintptr(syscall.SIGCHLD))
	call("clone3", 435, at, 88)
	call("setns", 308, 0, 0)
	call("mount", syscall.SYS_MOUNT, at, at, at, 0)
	call("umount", syscall.SYS_UMOUNT2, at, 0)
	call("fsopen", 430, at, 0)
	call("pivot_root", syscall.SYS_PIVOT_ROOT, at, at)
	call("chroot", syscall.SYS_CHROOT, at)
	call("bpf", 321, 0, at, 48)
	call("io_uring", 425, 8, at)
	call("userfaultfd", 323, 0)
	call("perf_event_open", 298, at, 0, ^uintptr(0), ^uintptr(0), 0)
	call("keyctl", syscall.SYS_KEYCTL, 0, ^uintptr(2), 1)
	call("add_key", syscall.SYS_ADD_KEY, at, at, at, 1, ^uintptr(2))
	call("personality", syscall.SYS_PERSONALITY, 0x0040000)
	call("setuid", syscall.SYS_SETUID, 0)
	call("setgid", syscall.SYS_SETGID, 0)
	call("sethostname", syscall.SYS_SETHOSTNAME, at, 1)
	call("settimeofday", syscall.SYS_SETTIMEOFDAY, at, 0)
	call("reboot", syscall.SYS_REBOOT, 0xfee1dead, 672274793, 0)
	call("init_module", syscall.SYS_INIT_MODULE, at, 1, at)
	call("kexec_load", syscall.SYS_KEXEC_LOAD, 0, 0, at, 0)
	call("open_by_handle_at", 304, 0, at, 0)
}
