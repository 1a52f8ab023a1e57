// Command methods rewrites both functions: one as a function value, one as a method.
package main

import (
	"log"
	"os"
	"strconv"
)

const answer = 42

func returnsInt() *int {
	x := answer
	return &x
}

func returnsValue() (x int) {
	x = answer
	return
}

func passToInterface(x int) {
	log.Println("x =", x)
}

// returnsIntByValue gives a copy.
var returnsIntByValue = func() (result int) {
	result = answer
	return result
}

// printer keeps the buffer between calls, so that nothing is made for a number.
type printer struct {
	out  *os.File
	text [32]byte
}

func (p *printer) passToInterface(x int) {
	p.out.Write(append(strconv.AppendInt(p.text[:0], int64(x), 10), '\n'))
}

func main() {
	passToInterface(*returnsInt() + returnsValue())
	p := printer{out: os.Stdout}
	p.passToInterface(returnsIntByValue())
}
