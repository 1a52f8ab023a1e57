package main

import "fmt"

// returnsIntInto is returnsInt without the escape: the caller owns the int, so its address
// only travels down the stack and never outlives the frame it belongs to.
func returnsIntInto(dst *int) { x := 42; *dst = x }

func useFixed() {
	var n int
	returnsIntInto(&n)
	fmt.Println(n)
}
