package main

import "fmt"

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func returnsIntNew() *int {
	p := new(int)
	*p = 42
	return p
}

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	fmt.Println(*returnsIntNew())
}
