package strings

import "internal/abi"

// Builders of Join, Repeat and their like are no builders of the program.
func gradeIsOwn() bool { return abi.GradeCalledBy(3, "strings.") }

func gradeString(b *Builder) {
	if gradeIsOwn() {
		return
	}
	abi.GradeCount(abi.GradeStrings, 1)
	abi.GradeCount(abi.GradeStringBytes, len(b.buf))
}

func gradeReset(b *Builder) {
	if len(b.buf) > 0 && !gradeIsOwn() {
		abi.GradeCount(abi.GradeResets, 1)
	}
}

func gradeGrow(b *Builder, n int) {
	if gradeIsOwn() {
		return
	}
	abi.GradeCount(abi.GradeGrow, 1)
	abi.GradeCount(abi.GradeGrowBytes, max(n, 0))
	if n > 0 && len(b.buf) == 0 {
		abi.GradeCount(abi.GradeGrowFirst, 1)
	}
	if len(b.buf) > 0 && n > cap(b.buf)-len(b.buf) {
		abi.GradeCount(abi.GradeRegrown, 1)
	}
}

func gradeWrite(b *Builder, n int) {
	if gradeIsOwn() {
		return
	}
	abi.GradeCount(abi.GradeWrites, 1)
	abi.GradeCount(abi.GradeWrittenBytes, n)
	if n > 0 && len(b.buf) == 0 {
		abi.GradeCount(abi.GradeFilled, 1)
	}
	if n > cap(b.buf)-len(b.buf) {
		abi.GradeCount(abi.GradeEnlarged, 1)
	}
}
