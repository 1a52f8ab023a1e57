// Reexec runs itself a second time and leaves the work to that child, which has the environment
// and the stderr of its parent.
package main

import (
	"fmt"
	"os"
	"os/exec"
)

type node struct {
	left, right *node
	weight      [2]int
}

func grow(depth int) *node {
	if depth == 0 {
		return &node{weight: [2]int{1, 1}}
	}
	n := &node{left: grow(depth - 1), right: grow(depth - 1)}
	n.weight[0] = n.left.weight[0] + n.right.weight[0]
	return n
}

func work() {
	long := grow(18) // stays
	sum := 0
	for range 600 {
		sum += grow(14).weight[0]
	}
	fmt.Println("leaves:", long.weight[0], sum)
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		work()
		return
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	child := exec.Command(self, "child")
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
