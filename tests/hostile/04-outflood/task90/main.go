package main

import (
	"bytes"
	"os"
)

func main() {
	block := bytes.Repeat([]byte("one line without an end "), 1<<15)
	for {
		os.Stdout.Write(block)
	}
}
