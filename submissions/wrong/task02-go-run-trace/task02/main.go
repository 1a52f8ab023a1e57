// Hello allocates next to nothing.
package main

import "fmt"

func main() { fmt.Println("hello") }
