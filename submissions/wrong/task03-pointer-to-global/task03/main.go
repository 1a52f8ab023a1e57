package main

import (
	"fmt"
	"os"
	"strconv"
)

var answer = 42

func returnsInt() *int { return &answer }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

// passToInterfaceBuf prints without an interface.
func passToInterfaceBuf(x int) {
	var buf [32]byte
	os.Stdout.Write(append(strconv.AppendInt(buf[:0], int64(x), 10), '\n'))
}

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	passToInterfaceBuf(7)
}
