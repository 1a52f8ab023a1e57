package main

func main() { println("BREACH") }
