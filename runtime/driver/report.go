package main

import (
	"encoding/json"
	"os"
	"syscall"
)

const reportFD = 4

// Report goes out as frames: a line of JSON and, where it has "bytes", so many bytes behind it.
// Times are of CLOCK_MONOTONIC in nanoseconds.
type Report struct {
	to *os.File
}

type frame struct {
	Kind    string `json:"kind"` // begun, done, ended, not_started
	What    string `json:"what,omitempty"`
	As      string `json:"as,omitempty"`
	FromErr bool   `json:"from_stderr,omitempty"` // the attachment is what stderr says from now on
	Began   int64  `json:"began,omitempty"`
	Ended   int64  `json:"ended,omitempty"`
	Trouble string `json:"trouble,omitempty"`
	IsOurs  bool   `json:"is_ours,omitempty"`
	Bytes   int    `json:"bytes,omitempty"`
	Total   int64  `json:"total,omitempty"`
	Status  int    `json:"status,omitempty"` // as of wait(2)
	Usage   *usage `json:"usage,omitempty"`
}

// usage is what the kernel counted of the program and of those of its children that it waited for.
type usage struct {
	User        int64 `json:"user"` // nanoseconds
	System      int64 `json:"system"`
	PeakRSS     int64 `json:"peak_rss"` // bytes
	MinorFaults int64 `json:"minor_faults"`
	MajorFaults int64 `json:"major_faults"`
}

func usageOf(counted *syscall.Rusage) *usage {
	return &usage{User: counted.Utime.Nano(), System: counted.Stime.Nano(), PeakRSS: counted.Maxrss << 10,
		MinorFaults: counted.Minflt, MajorFaults: counted.Majflt}
}

func newReport() *Report { return &Report{to: os.NewFile(reportFD, "report")} }

func (r *Report) send(f frame, bytes []byte) {
	f.Bytes = len(bytes)
	line, err := json.Marshal(f)
	if err == nil {
		_, err = r.to.Write(append(line, '\n'))
	}
	if err == nil && len(bytes) > 0 {
		_, err = r.to.Write(bytes)
	}
	if err != nil {
		os.Exit(exitTrouble) // nobody is there to be told
	}
}

func (r *Report) begun(step *Step, began int64) {
	r.send(frame{Kind: "begun", What: step.What, Began: began}, nil)
}

func (r *Report) done(step *Step, began int64, result Result) {
	r.send(frame{Kind: "done", What: step.What, As: step.As, FromErr: step.Do == "signal", Began: began,
		Ended: monotonic(), Trouble: result.trouble, IsOurs: result.isOurs, Total: result.total}, result.bytes)
}

func (r *Report) ended(state *os.ProcessState) {
	r.send(frame{Kind: "ended", Status: int(state.Sys().(syscall.WaitStatus)),
		Usage: usageOf(state.SysUsage().(*syscall.Rusage))}, nil)
}

func (r *Report) notStarted(err error) {
	r.send(frame{Kind: "not_started", Trouble: err.Error(), IsOurs: true}, nil)
}
