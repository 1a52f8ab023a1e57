package main

import (
	"os"
	"time"
)

func main() {
	os.Stdout.Close()
	os.Stderr.Close()
	time.Sleep(300 * time.Millisecond)
	os.Exit(5)
}
