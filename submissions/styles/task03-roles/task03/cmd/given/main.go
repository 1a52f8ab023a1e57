// Command given is the code of the task.
package main

import "fmt"

// returnsInt gives the address of its own variable away.
func returnsInt() *int {
	x := 42
	return &x
}

func returnsValue() int {
	x := 42
	return x
}

func passToInterface(x int) {
	fmt.Println(x)
}

func main() {
	passToInterface(*returnsInt() + returnsValue())
}
