package testing

import "internal/abi"

// gradeIterations makes N what was really asked of the benchmark.
func gradeIterations(b *B) {
	if !abi.GradeBench {
		return
	}
	b.N = b.previousN
	if b.loop.n > 0 {
		b.N = int(b.loop.n)
	}
}

// gradeBench reports what was measured, untouched by ReportMetric.
func gradeBench(name string, r BenchmarkResult) {
	if !abi.GradeBench {
		return
	}
	fields := abi.GradeAppendName(nil, name)
	fields = abi.GradeAppendCount(fields, "n", uint64(r.N))
	fields = abi.GradeAppendCount(fields, "ns", uint64(r.T.Nanoseconds()))
	fields = abi.GradeAppendCount(fields, "mallocs", r.MemAllocs)
	fields = abi.GradeAppendCount(fields, "bytes", r.MemBytes)
	abi.GradeReport("bench", fields)
}
