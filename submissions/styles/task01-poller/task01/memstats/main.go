// Command memstats prints once a second what it polls a hundred times a second.
package main

import (
	"fmt"
	"time"

	"poller/poll"
)

func main() {
	if poll.InChild() {
		return
	}
	p := poll.Start()
	var print func()
	left := 10
	done := make(chan bool)
	print = func() {
		m, n := p.Last()
		fmt.Printf("[%s] reading %d\n", time.Now().Format("15:04:05.000"), n)
		fmt.Printf("    %12d HeapAlloc\n    %12d HeapInuse\n    %12d HeapIdle\n    %12d NumGC\n",
			m.HeapAlloc, m.HeapInuse, m.HeapIdle, m.NumGC)
		if left--; left == 0 {
			close(done)
			return
		}
		time.AfterFunc(time.Second, print)
	}
	time.AfterFunc(time.Second, print)
	<-done
}
