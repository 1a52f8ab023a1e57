package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	for n := 1; n <= 60; n++ {
		line := fmt.Sprintf("gc %d @0.%03ds 2%%: 0.01+0.50+0.01 ms clock, 0.02+0.1/0.4/0+0.02 ms cpu, "+
			"4->4->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 2 P\n", n, 10*n)
		for at := 0; at < len(line); at += 3 {
			os.Stderr.WriteString(line[at:min(at+3, len(line))])
		}
		time.Sleep(10 * time.Millisecond)
	}
}
