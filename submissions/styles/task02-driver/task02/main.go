// Driver runs its own workload under several values of GOGC and keeps the traces in a folder. With
// -work it is the workload.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

var keep [64]*bytes.Buffer

// work builds 2400 reports of up to 60 KB, of which the last 64 are kept.
func work() {
	total := 0
	for i := range 2400 {
		report := new(bytes.Buffer)
		for line := range 400 + i%1000 {
			fmt.Fprintf(report, "report %d, line %d, total %d\n", i, line, total)
		}
		total += report.Len()
		keep[i%len(keep)] = report
	}
	fmt.Println("bytes written:", total)
}

func trace(gogc, out string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	child := exec.Command(self, "-work")
	child.Env = append(os.Environ(), "GODEBUG=gctrace=1", "GOGC="+gogc)
	child.Stderr = &stderr
	if err := child.Run(); err != nil {
		return err
	}
	fmt.Printf("GOGC=%s: %d lines\n", gogc, bytes.Count(stderr.Bytes(), []byte("gc ")))
	return os.WriteFile(out, stderr.Bytes(), 0o644)
}

func main() {
	isWork := flag.Bool("work", false, "do the work instead of starting it")
	out := flag.String("out", "evidence", "folder for the traces")
	flag.Parse()
	if *isWork {
		work()
		return
	}
	for _, gogc := range []string{"200", "100", "50"} {
		if err := trace(gogc, filepath.Join(*out, "trace-"+gogc+".log")); err != nil {
			log.Fatal(err)
		}
	}
}
