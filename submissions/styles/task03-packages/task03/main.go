// Command escape runs both versions.
package main

import (
	"fmt"

	"example.com/escape/after"
	"example.com/escape/before"
)

func main() {
	fmt.Println(before.Run(), after.Run())
}
