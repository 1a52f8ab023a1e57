package watch

import (
	"bufio"
	"os"
	"strconv"
	"testing"
)

// passToInterfaceBuffered formats straight into the free space of the writer's own buffer.
func passToInterfaceBuffered(w *bufio.Writer, x int) {
	w.Write(strconv.AppendInt(w.AvailableBuffer(), int64(x), 10))
	w.WriteByte('\n')
}

func TestFixed(t *testing.T) {
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	passToInterfaceBuffered(w, 42)
}
