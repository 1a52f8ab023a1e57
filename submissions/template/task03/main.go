// Command task03: watch escape analysis with go build -gcflags=-m .
package main

import "fmt"

// TODO 3.1: return the address of a local variable x.
func returnsInt() *int { return nil }

// TODO 3.1: return the value of a local variable x; -m must report no escape here.
func returnsValue() int { return 0 }

// TODO 3.2: pass x to fmt.Println and look for the note of the interface conversion.
func passToInterface(x int) {}

// TODO 3.3: add a version of returnsInt or passToInterface that does not escape, under a longer
// name such as returnsIntInto. It must still do its work.

func main() {
	fmt.Println(returnsInt(), returnsValue())
	passToInterface(7)
}
