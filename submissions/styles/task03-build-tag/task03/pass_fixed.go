//go:build fixed

package main

import (
	"os"
	"strconv"
)

func passToInterface(x int) {
	os.Stdout.WriteString(strconv.Itoa(x) + "\n")
}
