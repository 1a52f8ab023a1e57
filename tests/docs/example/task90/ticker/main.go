// Command ticker prints a number each second.
package main

import (
	"fmt"
	"time"
)

func main() {
	for i := range 3 {
		fmt.Println("tick", i)
		time.Sleep(time.Second)
	}
}
