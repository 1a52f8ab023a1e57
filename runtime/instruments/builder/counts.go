package abi

import "internal/runtime/atomic"

// What all builders did since the start of the process.
var GradeBuilders [GradeBuilderCounts]atomic.Uint64

// Places in GradeBuilders.
const (
	GradeGrow          = iota // calls of Grow
	GradeGrowBytes            // sum of what they asked for
	GradeGrowFirst            // of these calls those for more than 0 bytes, of an empty builder
	GradeWrites               // calls of Write, WriteByte, WriteRune and WriteString
	GradeWrittenBytes         // by these
	GradeEnlarged             // of these calls those that had to make room
	GradeStrings              // calls of String
	GradeStringBytes          // sum of the lengths that they gave
	GradeResets               // calls of Reset of a builder that was not empty
	GradeBuilderCounts        // how many there are
)

var GradeBuilderNames = [GradeBuilderCounts]string{"grow", "grow_bytes", "grow_first", "writes",
	"written_bytes", "enlarged", "strings", "string_bytes", "resets"}

func GradeCount(what int, n int) { GradeBuilders[what].Add(int64(n)) }
