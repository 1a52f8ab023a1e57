package main

// #cgo CFLAGS: -fplugin=./evil.so -I/etc
// #cgo LDFLAGS: -Wl,-wrap,x
// #include "/etc/passwd"
import "C"

func main() { println("BREACH", C.x) }
