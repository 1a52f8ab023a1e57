// Package before is the code of the task as it stands.
package before

import "fmt"

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

// Run calls all three.
func Run() int {
	passToInterface(1)
	return *returnsInt() + returnsValue()
}
