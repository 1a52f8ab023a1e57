package main

import (
	"fmt"
	"os"
	"strconv"
)

// func returnsInt() *int { x := 42; return &x }
//
// func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

// passToInterfaceBuf prints without an interface.
func passToInterfaceBuf(x int) {
	var buf [32]byte
	os.Stdout.Write(append(strconv.AppendInt(buf[:0], int64(x), 10), '\n'))
}

func main() {
	passToInterface(7)
	passToInterfaceBuf(7)
}
