package main

import (
	"fmt"
	"os"
)

func main() {
	var kept []*os.File
	for {
		file, err := os.Open("/")
		if err != nil {
			fmt.Println("open:", err)
			return
		}
		if kept = append(kept, file); len(kept) > 5000 {
			fmt.Println("BREACH opened", len(kept))
			return
		}
	}
}
