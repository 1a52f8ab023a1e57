package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Files of at most 64 MiB, until the file system is full.
func fill(dir string) error {
	block := make([]byte, 1<<20)
	for i := 0; i < 4096; i++ {
		file, err := os.OpenFile(fmt.Sprintf("%s/fill%d", dir, i/64), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = file.Write(block)
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func try(what string, err error) {
	if err == nil {
		fmt.Println("BREACH", what)
		return
	}
	text := errors.Unwrap(err)
	if text == nil {
		text = err
	}
	fmt.Println(what+":", strings.TrimSpace(text.Error()))
}

func main() {
	signal.Ignore(syscall.SIGXFSZ)
	file, _ := os.Create("/tmp/sparse")
	try("sparse", file.Truncate(1<<40))
	try("allocate", syscall.Fallocate(int(file.Fd()), 0, 0, 500<<20+300<<20))
	try("fill /tmp", fill("/tmp"))
}
