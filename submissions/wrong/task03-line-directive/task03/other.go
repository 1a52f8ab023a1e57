package main

//line main.go:6
func elsewhere() *int { x := 42; return &x }
