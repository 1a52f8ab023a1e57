package strings

import "internal/abi"

func gradeString(b *Builder) {
	abi.GradeCount(abi.GradeStrings, 1)
	abi.GradeCount(abi.GradeStringBytes, len(b.buf))
}

func gradeReset(b *Builder) {
	if len(b.buf) > 0 {
		abi.GradeCount(abi.GradeResets, 1)
	}
}

func gradeGrow(b *Builder, n int) {
	abi.GradeCount(abi.GradeGrow, 1)
	abi.GradeCount(abi.GradeGrowBytes, max(n, 0))
	if n > 0 && len(b.buf) == 0 {
		abi.GradeCount(abi.GradeGrowFirst, 1)
	}
}

func gradeWrite(b *Builder, n int) {
	abi.GradeCount(abi.GradeWrites, 1)
	abi.GradeCount(abi.GradeWrittenBytes, n)
	if n > cap(b.buf)-len(b.buf) {
		abi.GradeCount(abi.GradeEnlarged, 1)
	}
}
