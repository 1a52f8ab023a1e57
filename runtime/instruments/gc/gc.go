package runtime

// What the runtime says about its garbage collector: at the start, at the end of each cycle, when
// the program sets GOGC, and every 20 ms while it does not sleep. Reported by sysmon, which is no
// goroutine and needs no P, so nothing of it is seen in the program.

const gradeGCEvery = 20_000_000 // ns

var gradeGCState struct {
	lock     mutex
	isActive bool
	last     int64
}

func gradeGCStart() {
	_, gradeGCState.isActive = gradeOption("gc")
	gradeGC()
}

func gradeGCTick() {
	if gradeGCState.isActive && nanotime()-gradeGCState.last >= gradeGCEvery {
		gradeGC()
	}
}

// At the end of a cycle: also what its line of GODEBUG=gctrace=1 is made of.
func gradeGCCycle() {
	var fields [256]byte
	n := gradeField(fields[:], "begin", int64(work.heap0))
	n += gradeField(fields[n:], "end", int64(work.heap1))
	n += gradeField(fields[n:], "had_goal", int64(gcController.lastHeapGoal))
	n += gradeField(fields[n:], "stacks", int64(gcController.lastStackScan.Load()))
	n += gradeField(fields[n:], "globals", int64(gcController.globalsScan.Load()))
	gradeGCReport(fields[:n])
}

func gradeGC() { gradeGCReport(nil) }

// The lock keeps the numbers in the order in which they were read.
func gradeGCReport(more []byte) {
	s := &gradeGCState
	if !s.isActive {
		return
	}
	lock(&s.lock)
	s.last = nanotime()
	var fields [512]byte
	n := gradeField(fields[:], "num_gc", int64(memstats.numgc))
	n += gradeField(fields[n:], "num_forced", int64(memstats.numforcedgc))
	n += gradeField(fields[n:], "gogc", int64(gcController.gcPercent.Load()))
	n += gradeField(fields[n:], "goal", int64(gcController.heapGoal()))
	n += gradeField(fields[n:], "live", int64(gcController.heapMarked))
	n += gradeField(fields[n:], "gomaxprocs", int64(gomaxprocs))
	n += copy(fields[n:], more)
	gradeReport("gc", fields[1:n])
	unlock(&s.lock)
}
