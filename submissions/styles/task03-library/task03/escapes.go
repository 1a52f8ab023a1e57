// Package escapes has no main function: all that matters is what the compiler says about it.
package escapes

import "fmt"

//go:noinline
func returnsInt() *int { x := 42; return &x }

//go:noinline
func returnsValue() int { x := 42; return x }

//go:noinline
func passToInterface(x int) { fmt.Println(x) }
