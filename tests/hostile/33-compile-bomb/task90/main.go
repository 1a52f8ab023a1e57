package main

var (
	a = [1 << 30]byte{1<<30 - 1: 1}
	b = [1 << 30]byte{1<<30 - 1: 1}
)

func main() { println(a[len(b)-1]) }
