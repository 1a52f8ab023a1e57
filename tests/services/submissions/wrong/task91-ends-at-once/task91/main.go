package main

import "log"

func main() { log.Fatal("no configuration") }
