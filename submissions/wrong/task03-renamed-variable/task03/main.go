package main

import "fmt"

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func returnsIntFixed() *int { result := 42; return &result }

func main() {
	fmt.Println(*returnsInt(), returnsValue())
	passToInterface(7)
	fmt.Println(*returnsIntFixed())
}
