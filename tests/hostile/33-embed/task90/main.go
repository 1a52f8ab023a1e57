package main

import _ "embed"

//go:embed passwd
var passwd string

func main() { println("BREACH", passwd) }
