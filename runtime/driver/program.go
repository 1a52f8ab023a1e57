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

func start(script *Script) (*Program, error) {
	p := &Program{gone: make(chan struct{})}
	p.cmd = &exec.Cmd{Path: script.Argv[0], Args: script.Argv, Stdout: os.Stdout, Stderr: os.Stderr}
	if isOpen(eventsFD) {
		p.cmd.ExtraFiles = []*os.File{os.NewFile(eventsFD, "events")}
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	// Ours is not needed any more, and the end of the program must be the end of its events.
	for _, file := range p.cmd.ExtraFiles {
		file.Close()
	}
	go func() {
		p.cmd.Wait()
		p.ended.Store(true)
		close(p.gone)
	}()
	return p, nil
}

func isOpen(fd int) bool {
	_, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
	return errno == 0
}

func (p *Program) hasEnded() bool { return p.ended.Load() }

// wait returns when the program has ended, with the status of wait(2).
func (p *Program) wait() syscall.WaitStatus {
	<-p.gone
	return p.cmd.ProcessState.Sys().(syscall.WaitStatus)
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
	if p.lastAt.IsZero() || used > p.lastCPU+tick {
		p.lastCPU, p.lastAt = used, time.Now()
		return false
	}
	return time.Since(p.lastAt) >= window
}
