package abi

import "internal/runtime/atomic"

// What all builders, and + between strings, did since the start of the process.
var GradeBuilders [GradeBuilderCounts]atomic.Uint64

// Places in GradeBuilders.
const (
	GradeGrow          = iota // calls of Grow
	GradeGrowBytes            // sum of what they asked for
	GradeGrowFirst            // of these calls those for more than 0 bytes, of an empty builder
	GradeRegrown              // of these calls those that had to move what was written
	GradeWrites               // calls of Write, WriteByte, WriteRune and WriteString
	GradeWrittenBytes         // by these
	GradeFilled               // of these calls those that wrote to an empty builder
	GradeEnlarged             // of these calls those that had to make room
	GradeStrings              // calls of String
	GradeStringBytes          // sum of the lengths that they gave
	GradeResets               // calls of Reset of a builder that was not empty
	GradeConcats              // concatenations that made a new string
	GradeConcatBytes          // of their operands, without those that an earlier one had made
	GradeBuilderCounts        // how many there are
)

var GradeBuilderNames = [GradeBuilderCounts]string{"grow", "grow_bytes", "grow_first", "regrown",
	"writes", "written_bytes", "filled", "enlarged", "strings", "string_bytes", "resets", "concats",
	"concat_bytes"}

func GradeCount(what int, n int) { GradeBuilders[what].Add(int64(n)) }

// GradeCalledBy tells whether the function that many calls up has a name that begins so; set by the
// runtime.
var GradeCalledBy func(up int, prefix string) bool
