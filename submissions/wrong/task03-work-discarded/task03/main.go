package main

import "fmt"

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func passToInterfaceQuiet(x int) { _ = x + 1 }

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	passToInterfaceQuiet(7)
}
