// Command rewritten has the caller bring the memory.
package main

import (
	"os"
	"strconv"
)

type answer struct{ value int }

// fill sets a to the answer.
func fill(a *answer) {
	a.value = 42
}

func main() {
	var a answer
	fill(&a)
	os.Stdout.WriteString(strconv.Itoa(a.value) + "\n")
}
