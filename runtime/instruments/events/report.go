package abi

// How packages of the standard library reach what the runtime reports to the grader: programs cannot
// import this package. Go 1.24 takes no new package for one of the standard library.

// Set by the runtime before any package is initialised, and only in a launch that listens.
var (
	// GradeReport writes one event. fields is the inside of a JSON object: `"name":"x","n":1`.
	GradeReport func(kind string, fields []byte)

	// GradeHandOver is called in a forked child before it becomes the program of that path: if that is
	// the running one, it shall report too. It gives the path to use.
	GradeHandOver func(path *byte) *byte

	GradeBench   bool // results of benchmarks are asked for
	GradeBuilder bool // what strings.Builder does in them is asked for
)

// A result of a benchmark is told even where its name is too long for an event.
const gradeMaxName = 4096

// GradeAppendName appends "name": and the name as a JSON string; testing has made names printable, but
// not ASCII.
func GradeAppendName(fields []byte, name string) []byte {
	fields = append(fields, `"name":"`...)
	for i := 0; i < min(len(name), gradeMaxName); i++ {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			fields = append(fields, '\\', c)
		case c < ' ':
			fields = append(fields, '?')
		default:
			fields = append(fields, c)
		}
	}
	return append(fields, '"')
}

// GradeAppendCount appends ,"key":n.
func GradeAppendCount(fields []byte, key string, n uint64) []byte {
	fields = append(append(append(fields, `,"`...), key...), `":`...)
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return append(fields, digits[i:]...)
		}
	}
}
