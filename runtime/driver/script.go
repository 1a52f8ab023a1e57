package main

import (
	"fmt"
	"syscall"
	"time"
)

// Script is what the launcher asks for. Times are nanoseconds.
type Script struct {
	Argv      []string `json:"argv"`
	Env       []string `json:"env"` // of the program, as "NAME=value"
	Steps     []Step   `json:"steps"`
	Serves    bool     `json:"serves"`     // the program does not end by itself
	OwnPorts  bool     `json:"own_ports"`  // every port in sight is the program's
	KeepBytes int64    `json:"keep_bytes"` // of an attachment
}

// Step is one of wait, load, fetch, signal, stop.
type Step struct {
	Do       string        `json:"do"`
	What     string        `json:"what"`   // for the report
	As       string        `json:"as"`     // name of the attachment, "" for none
	For      string        `json:"for"`    // wait: "listening", "quiet", "exit", "time"
	Within   time.Duration `json:"within"` // for "time": how long
	Path     string        `json:"path"`   // load, fetch
	Requests int           `json:"requests"`
	AtOnce   int           `json:"at_once"`
	Signal   int           `json:"signal"` // signal, stop
}

const stopTime = 5 * time.Second

// Result is what a step came to: trouble, or bytes when it hands some out.
type Result struct {
	trouble string
	isOurs  bool // the trouble has nothing to do with the program
	bytes   []byte
	total   int64
}

func troubled(format string, args ...any) Result {
	return Result{trouble: fmt.Sprintf(format, args...)}
}

func (s *Step) make(script *Script, program *Program) Result {
	switch s.Do {
	case "wait":
		return s.wait(script, program)
	case "load":
		return load(s, script, program)
	case "fetch":
		return fetch(s, script, program)
	case "signal":
		if program.hasEnded() {
			return troubled("the program has already ended")
		}
		program.signal(syscall.Signal(s.Signal))
		until(s.Within, program.hasEnded)
		return Result{}
	case "stop":
		program.stop(syscall.Signal(s.Signal), s.Within)
		return Result{}
	}
	return Result{trouble: "an unknown step: " + s.Do, isOurs: true}
}

func (s *Step) wait(script *Script, program *Program) Result {
	switch s.For {
	case "listening":
		isThere := func() bool { return program.hasEnded() || len(program.addresses(script.OwnPorts)) > 0 }
		if !until(s.Within, isThere) {
			return troubled("the program listens on no port after %v", s.Within)
		}
		if len(program.addresses(script.OwnPorts)) == 0 {
			return troubled("the program ended before it listened on a port")
		}
	case "quiet":
		if !until(s.Within, program.isQuiet) {
			return troubled("the program still uses CPU time after %v", s.Within)
		}
	case "exit":
		if !until(s.Within, program.hasEnded) {
			return troubled("the program has not ended after %v", s.Within)
		}
	case "time":
		time.Sleep(s.Within)
	default:
		return Result{trouble: "an unknown wait: " + s.For, isOurs: true}
	}
	return Result{}
}
