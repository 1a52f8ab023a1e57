package main

import (
	zzGradeMetrics "runtime/metrics"
	zzGradeStrconv "strconv"
	zzGradeSyscall "syscall"
	zzGradeTime "time"
	_ "unsafe" // for go:linkname
)

// Reports what the runtime says about its garbage collector, as a line of JSON on descriptor 3,
// at the start and then every 20 ms. Initialised with the package's variables, before any init
// function runs. Allocates nothing once it runs, and does nothing when the descriptor is not open.
var _ = zzGradeStart()

const zzGradeFD = 3

// In the order in which they are printed.
var zzGradeSamples = []zzGradeMetrics.Sample{
	{Name: "/gc/cycles/total:gc-cycles"},
	{Name: "/gc/cycles/forced:gc-cycles"},
	{Name: "/gc/gogc:percent"},
	{Name: "/gc/heap/goal:bytes"},
	{Name: "/gc/heap/live:bytes"},
	{Name: "/sched/gomaxprocs:threads"},
}

var zzGradeKeys = [...]string{
	`,"num_gc":`, `,"num_forced":`, `,"gogc":`, `,"goal":`, `,"live":`, `,"gomaxprocs":`,
}

var (
	zzGradeLine  [512]byte
	zzGradePid   = zzGradeSyscall.Getpid()
	zzGradeBegin = zzGradeTime.Now()
)

func zzGradeStart() bool {
	flags, _, errno := zzGradeSyscall.Syscall(zzGradeSyscall.SYS_FCNTL, zzGradeFD,
		zzGradeSyscall.F_GETFL, 0)
	if errno != 0 || flags&zzGradeSyscall.O_ACCMODE == zzGradeSyscall.O_RDONLY {
		return false
	}
	if !zzGradeWrite() {
		return false
	}
	go zzGradeLoop()
	return true
}

// Under a name of the runtime's a goroutine is the system's: runtime.NumGoroutine, dumps and
// profiles leave it out. With arguments it would start in a wrapper under a name of ours.
//
//go:linkname zzGradeLoop runtime.zzGradeProbe
func zzGradeLoop() {
	for {
		zzGradeTime.Sleep(20 * zzGradeTime.Millisecond)
		if !zzGradeWrite() {
			return
		}
	}
}

func zzGradeWrite() bool {
	zzGradeMetrics.Read(zzGradeSamples)
	line := append(zzGradeLine[:0], `{"probe":"gc","pid":`...)
	line = zzGradeStrconv.AppendInt(line, int64(zzGradePid), 10)
	line = append(line, `,"at_ns":`...)
	line = zzGradeStrconv.AppendInt(line, zzGradeTime.Since(zzGradeBegin).Nanoseconds(), 10)
	for i, key := range zzGradeKeys {
		line = append(line, key...)
		line = zzGradeAppendValue(line, zzGradeSamples[i].Value)
	}
	line = append(line, "}\n"...)
	_, err := zzGradeSyscall.Write(zzGradeFD, line)
	return err == nil
}

// A metric that this Go does not have is -1. Off, GOGC is the largest number, which is -1 too.
func zzGradeAppendValue(line []byte, value zzGradeMetrics.Value) []byte {
	if value.Kind() != zzGradeMetrics.KindUint64 {
		return append(line, "-1"...)
	}
	return zzGradeStrconv.AppendInt(line, int64(value.Uint64()), 10)
}
