package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func show(path string) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	text, _ := io.ReadAll(io.LimitReader(file, 1<<16))
	for _, word := range []string{"GITHUB_" + "TOKEN", "canary" + "-"} {
		if strings.Contains(string(text), word) {
			fmt.Printf("BREACH %s: %.200q\n", path, text)
		}
	}
}

func main() {
	targets, _ := os.ReadFile("targets.txt")
	looked := 0
	for _, target := range strings.Fields(string(targets)) {
		if _, err := os.Lstat(target); err == nil {
			fmt.Println("BREACH in sight:", target)
		}
		show(target)
	}
	for _, pattern := range []string{"/proc/[0-9]*/environ", "/proc/[0-9]*/cmdline", "/home/*/*",
		"/root/*", "/tmp/*", "/var/tmp/*", "/run/*", "/etc/*", "/srv/*", "/mnt/*", "/opt/*",
		"/proc/[0-9]*/cwd/*", "/proc/[0-9]*/root/home/*",
		"/proc/[0-9]*/root/root/*", "/proc/[0-9]*/root/etc/*"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			show(path)
			looked++
		}
	}
	fmt.Println("looked through", looked, "files")
}
