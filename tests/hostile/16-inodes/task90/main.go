package main

import (
	"fmt"
	"os"
)

func main() {
	os.Chdir("/tmp")
	depth := 0
	for ; depth < 5000 && os.Mkdir("deep", 0o700) == nil && os.Chdir("deep") == nil; depth++ {
	}
	fmt.Println("deep", depth)
	os.Chdir("/tmp")
	for i := 0; ; i++ {
		file, err := os.Create(fmt.Sprint("/tmp/f", i))
		if err != nil {
			fmt.Println(err)
		}
		file.Close()
	}
}
