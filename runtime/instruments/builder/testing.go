package testing

import "internal/abi"

// Of the benchmark whose timer runs: one at a time, and a benchmark that starts others has no
// result of its own.
var gradeBuilders struct {
	net, from [abi.GradeBuilderCounts]uint64
}

func gradeBuilderStart() {
	for i := range gradeBuilders.from {
		gradeBuilders.from[i] = abi.GradeBuilders[i].Load()
	}
}

func gradeBuilderStop() {
	for i := range gradeBuilders.net {
		gradeBuilders.net[i] += abi.GradeBuilders[i].Load() - gradeBuilders.from[i]
	}
}

func gradeBuilderReset() {
	gradeBuilders.net = [abi.GradeBuilderCounts]uint64{}
	gradeBuilderStart()
}

func gradeBuilder(name string, n int) {
	if !abi.GradeBuilder {
		return
	}
	fields := abi.GradeAppendName(nil, name)
	fields = abi.GradeAppendCount(fields, "n", uint64(n))
	for i, key := range abi.GradeBuilderNames {
		fields = abi.GradeAppendCount(fields, key, gradeBuilders.net[i])
	}
	abi.GradeReport("builder", fields)
}
