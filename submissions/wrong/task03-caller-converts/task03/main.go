package main

import "fmt"

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x any) { fmt.Println(x) }

// returnsIntInto stores into the memory of its caller.
func returnsIntInto(dst *int) { x := 42; *dst = x }

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	var n int
	returnsIntInto(&n)
	fmt.Println(n)
}
