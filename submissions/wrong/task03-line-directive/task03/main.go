// Command task03 shows which values the compiler moves to the heap.
package main

import "fmt"

func returnsInt() *int { return nil }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func main() {
	fmt.Println(returnsInt(), returnsValue(), *elsewhere())
	passToInterface(7)
	useFixed()
}
