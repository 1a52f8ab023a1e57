package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

func write(path string) {
	err := os.WriteFile(path, []byte("hostile"), 0o666)
	if err == nil {
		fmt.Println("BREACH wrote", path)
		return
	}
	fmt.Println(err)
}

func main() {
	targets, _ := os.ReadFile("targets.txt")
	for _, target := range strings.Fields(string(targets)) {
		write(target)
		write(target + "/hostile")
		os.RemoveAll(target)
	}
	own, _ := os.Executable()
	for _, path := range []string{"/usr/bin/x", "/out/x", "/x", "/etc/hosts", "/run/grade/keeper",
		own, runtime.GOROOT() + "/src/fmt/print.go", "/overlay/x"} {
		write(path)
	}
	os.RemoveAll("/src")
	os.WriteFile("main.go", []byte("package hostile"), 0o666)
}
