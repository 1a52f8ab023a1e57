// Package generic is a library whose functions are used by its test alone.
package generic

import (
	"fmt"
	"io"
)

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { show(x) }

// show takes what Println takes.
func show(values ...any) { fmt.Println(values...) }

// returnsIntAs fills a number of the caller's, of any integer type.
func returnsIntAs[T ~int | ~int64](dst *T) *T { *dst = 42; return dst }

// digits collects what would be printed.
type digits struct {
	text []byte
}

// passToInterfaceDigits writes x to the digits, and Flush writes these.
func passToInterfaceDigits(d *digits, x int) {
	d.text = d.text[:0]
	for ; x > 0; x /= 10 {
		d.text = append(d.text, byte('0'+x%10))
	}
	for i, j := 0, len(d.text)-1; i < j; i, j = i+1, j-1 {
		d.text[i], d.text[j] = d.text[j], d.text[i]
	}
}

// Flush writes the digits.
func (d *digits) Flush(w io.Writer) { w.Write(append(d.text, '\n')) }
