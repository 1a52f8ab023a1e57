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

// The lock keeps the numbers in the order in which they were read.
func gradeGC() {
	s := &gradeGCState
	if !s.isActive {
		return
	}
	lock(&s.lock)
	s.last = nanotime()
	var fields [256]byte
	n := gradeField(fields[:], "num_gc", int64(memstats.numgc))
	n += gradeField(fields[n:], "num_forced", int64(memstats.numforcedgc))
	n += gradeField(fields[n:], "gogc", int64(gcController.gcPercent.Load()))
	n += gradeField(fields[n:], "goal", int64(gcController.heapGoal()))
	n += gradeField(fields[n:], "live", int64(gcController.heapMarked))
	n += gradeField(fields[n:], "gomaxprocs", int64(gomaxprocs))
	gradeReport("gc", fields[1:n])
	unlock(&s.lock)
}
