// An honest program: whatever the others do, it is graded as if it were alone.
package main

import "fmt"

func main() { fmt.Println("the neighbour is well") }
