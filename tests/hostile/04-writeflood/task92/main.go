package main

import "os"

func main() {
	for {
		os.Stderr.Write([]byte{'\n'})
	}
}
