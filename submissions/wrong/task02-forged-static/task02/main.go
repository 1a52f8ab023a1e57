// Forged prints a trace that was made on another day, whatever the environment says.
package main

import (
	_ "embed"
	"os"
	"time"
)

//go:embed trace.txt
var trace []byte

func main() {
	time.Sleep(500 * time.Millisecond)
	os.Stderr.Write(trace)
}
