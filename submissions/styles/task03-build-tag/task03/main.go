// Command tagged prints through an interface, or not, depending on the build tag fixed.
package main

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func main() {
	passToInterface(*returnsInt())
	passToInterface(returnsValue())
}
