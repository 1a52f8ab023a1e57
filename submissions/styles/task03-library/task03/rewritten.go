package escapes

import (
	"os"
	"strconv"
)

// passToInterfaceBuf prints x as passToInterface does, but formats it into an array of its own
// and hands that to a method of a concrete type. No interface, so nothing to box.
//
//go:noinline
func passToInterfaceBuf(x int) {
	var buf [32]byte
	out := strconv.AppendInt(buf[:0], int64(x), 10)
	os.Stdout.Write(append(out, '\n'))
}
