package main

import "syscall"

func main() { syscall.Kill(0, syscall.SIGSTOP) }
