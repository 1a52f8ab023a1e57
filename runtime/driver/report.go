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
}

func newReport() *Report { return &Report{to: os.NewFile(reportFD, "report")} }

func (r *Report) send(f frame, bytes []byte) {
	f.Bytes = len(bytes)
	line, err := json.Marshal(f)
	if err == nil {
		_, err = r.to.Write(append(append(line, '\n'), bytes...))
	}
	if err != nil {
		os.Exit(exitTrouble) // nobody is there to be told
	}
}

func (r *Report) begun(step Step, began int64) {
	r.send(frame{Kind: "begun", What: step.What, Began: began}, nil)
}

func (r *Report) done(step Step, began int64, result Result) {
	r.send(frame{Kind: "done", What: step.What, As: step.As, FromErr: step.Do == "signal", Began: began,
		Ended: monotonic(), Trouble: result.trouble, IsOurs: result.isOurs, Total: result.total}, result.bytes)
}

func (r *Report) ended(status syscall.WaitStatus) {
	r.send(frame{Kind: "ended", Status: int(status)}, nil)
}

func (r *Report) notStarted(err error) {
	r.send(frame{Kind: "not_started", Trouble: err.Error(), IsOurs: true}, nil)
}
