package main

import (
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"
)

// Program is the student's process, whose descendants count as its own.
type Program struct {
	cmd     *exec.Cmd
	ended   atomic.Bool
	gone    chan struct{}
	lastCPU uint64
	lastAt  time.Time
}

const eventsFD = 3

// start hands the program `extra` as its descriptors 3 and up.
func start(script *Script, extra ...*os.File) (*Program, error) {
	p := &Program{gone: make(chan struct{})}
	p.cmd = &exec.Cmd{Path: script.Argv[0], Args: script.Argv, Env: script.Env, Stdout: os.Stdout,
		Stderr: os.Stderr, ExtraFiles: extra}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	// Ours are not needed any more, and the end of the program must be the end of its events.
	for _, file := range extra {
		file.Close()
	}
	go func() {
		p.cmd.Wait()
		p.ended.Store(true)
		close(p.gone)
	}()
	return p, nil
}

// events is what the program reports on, where the launch has it.
func events() []*os.File {
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, eventsFD, syscall.F_GETFD, 0); errno != 0 {
		return nil
	}
	return []*os.File{os.NewFile(eventsFD, "events")}
}

func (p *Program) hasEnded() bool { return p.ended.Load() }

// wait returns when the program has ended.
func (p *Program) wait() *os.ProcessState {
	<-p.gone
	return p.cmd.ProcessState
}

func (p *Program) signal(signal syscall.Signal) { p.cmd.Process.Signal(signal) }

// stop asks by the signal and, when that does not end it in time, by SIGKILL.
func (p *Program) stop(signal syscall.Signal, within time.Duration) {
	p.signal(signal)
	if !until(within, p.hasEnded) {
		p.signal(syscall.SIGKILL)
	}
}

// isQuiet says whether the program and its descendants have used no CPU time for 300 ms.
func (p *Program) isQuiet() bool {
	const window, tick = 300 * time.Millisecond, 1
	if p.hasEnded() {
		return true
	}
	used := cpuTicks(p.tree())
	// It is less when one of them has ended.
	if p.lastAt.IsZero() || used < p.lastCPU || used > p.lastCPU+tick {
		p.lastCPU, p.lastAt = used, time.Now()
		return false
	}
	return time.Since(p.lastAt) >= window
}
