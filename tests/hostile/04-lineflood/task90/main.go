package main

import (
	"bytes"
	"os"
)

func main() {
	lines := bytes.Repeat([]byte("\n"), 1<<16)
	for {
		os.Stdout.Write(lines)
		os.Stderr.Write(lines)
	}
}
