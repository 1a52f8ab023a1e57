package main

import "neighbour"

func main() { neighbour.Tell() }
