package main

import "fmt"

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

// returnsIntByValue is the rewrite: the same 42 without the pointer.
func returnsIntByValue() int { x := 42; return x }

func main() {
	fmt.Println(*returnsInt(), returnsValue(), returnsIntByValue())
	passToInterface(3)
}
