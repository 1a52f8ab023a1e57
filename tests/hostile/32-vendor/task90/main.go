package main

import _ "example.invalid/evil"

func main() {}
