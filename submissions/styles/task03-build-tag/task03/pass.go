//go:build !fixed

package main

import "fmt"

func passToInterface(x int) { fmt.Println(x) }
