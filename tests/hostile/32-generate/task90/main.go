package main

import (
	"fmt"
	"os"
)

//go:generate sh -c "echo BREACH > generated.txt"

func main() {
	for _, path := range []string{"generated.txt", "/tmp/toolexec"} {
		if _, err := os.Stat(path); err == nil {
			fmt.Println("BREACH", path)
		}
	}
	fmt.Println("built as it stands")
}
