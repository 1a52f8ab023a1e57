package main

import (
	"fmt"

	foo "submission/_a/foo"
)

func main() {
	for range 10 {
		fmt.Println("HeapAlloc", foo.Read())
	}
}
