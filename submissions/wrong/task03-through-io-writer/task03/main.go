package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
)

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func passToInterfaceTo(w io.Writer, x int) {
	var buf [32]byte
	w.Write(append(strconv.AppendInt(buf[:0], int64(x), 10), '\n'))
}

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	passToInterfaceTo(os.Stdout, 7)
}
