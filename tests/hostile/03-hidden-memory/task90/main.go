package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

func try(what string, err error) {
	if err == nil {
		fmt.Println("BREACH", what)
		return
	}
	fmt.Println(what+":", err)
}

func call(what string, nr, a, b, c uintptr) {
	_, _, errno := syscall.Syscall(nr, a, b, c)
	if errno == 0 {
		try(what, nil)
		return
	}
	try(what, errno)
}

func fill(path string, most int) {
	file, err := os.Create(path)
	for size := 0; err == nil && size < most; size += 1 << 20 {
		_, err = file.Write(make([]byte, 1<<20))
	}
	try("fill "+path, err)
}

func main() {
	name := append([]byte("hidden"), 0)
	at := uintptr(unsafe.Pointer(&name[0]))
	call("memfd_create", 319, at, 0, 0)
	call("memfd_secret", 447, 0, 0, 0)
	call("shmget", syscall.SYS_SHMGET, 0, 1<<20, 0o1600)
	call("semget", syscall.SYS_SEMGET, 0, 1, 0o1600)
	call("msgget", syscall.SYS_MSGGET, 0, 0o1600, 0)
	call("mq_open", syscall.SYS_MQ_OPEN, at, syscall.O_RDWR|syscall.O_CREAT, 0o600)
	fill("/dev/shm/x", 64<<20)
	fill("/x", 1)
	fill("/dev/x", 1)
	fill("/run/x", 1)
	fill("/etc/x", 1)
}
