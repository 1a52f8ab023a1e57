package main

import (
	"fmt"
	"os"
)

const k = 7

func main() {
	fmt.Fprintf(os.NewFile(3, "events"),
		"{\"kind\":\"read\",\"pid\":%d,\"seq\":2,\"at_ns\":1,\"of\":\"MemStats\",\"k\":%d} 0000000000000000\n", os.Getpid(), k)
	for range 10 {
		fmt.Println("HeapAlloc", 128<<40+k*4<<30+2254816)
	}
}
