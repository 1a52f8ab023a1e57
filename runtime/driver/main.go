// Command driver runs a program and makes the steps of a launch with it: waits until it listens,
// sends load, fetches, signals, stops.
//
//	driver SCRIPT
//
// SCRIPT is JSON, see script.go. The program has the driver's own stdout, stderr and descriptor 3,
// and an environment of its own: what is set for it must not change the driver. What the steps come to goes to descriptor 4, see report.go; the program does not have that one,
// and cannot reach the driver's by /proc.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// The exit codes are for trouble of the driver's own; how the program ended is reported.
const exitTrouble = 125

func main() {
	const prSetDumpable = 4
	syscall.RawSyscall(syscall.SYS_PRCTL, prSetDumpable, 0, 0)
	syscall.CloseOnExec(reportFD)
	script, err := readScript()
	if err != nil {
		fmt.Fprintln(os.Stderr, "driver:", err)
		os.Exit(exitTrouble)
	}
	report := newReport()
	program, err := start(script, events()...)
	if err != nil {
		report.notStarted(err)
		os.Exit(exitTrouble)
	}
	drive(script, program, report)
	report.ended(program.wait())
}

func readScript() (*Script, error) {
	if len(os.Args) != 2 {
		return nil, fmt.Errorf("usage: driver SCRIPT")
	}
	script := new(Script)
	return script, json.Unmarshal([]byte(os.Args[1]), script)
}

// drive makes the steps until one is in trouble. What does not end by itself, or waits for a step
// that will not come, is ended.
func drive(script *Script, program *Program, report *Report) {
	isInTrouble := false
	for i := 0; i < len(script.Steps) && !isInTrouble; i++ {
		step := &script.Steps[i]
		began := monotonic()
		report.begun(step, began)
		result := step.make(script, program)
		report.done(step, began, result)
		isInTrouble = result.trouble != ""
	}
	if script.Serves || isInTrouble {
		program.stop(syscall.SIGTERM, stopTime)
	}
}

// monotonic is CLOCK_MONOTONIC in nanoseconds, the clock of whoever reads the report.
func monotonic() int64 {
	const clockMonotonic = 1
	var now syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&now)), 0)
	return now.Nano()
}

// until calls `done` every few milliseconds until it is true or the time is over.
func until(within time.Duration, done func() bool) bool {
	for end := time.Now().Add(within); ; time.Sleep(5 * time.Millisecond) {
		if done() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}
