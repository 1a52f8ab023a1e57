package testing

import (
	"strconv"
	"syscall"
)

const gradeEventsFD = 3

// Whether the descriptor was open for writing when the program started; looked up before the
// student's package can open one of that number.
var gradeEventsOpen = func() bool {
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, gradeEventsFD, syscall.F_GETFL, 0)
	return errno == 0 && flags&syscall.O_ACCMODE != syscall.O_RDONLY
}()

// gradeReport writes what was measured, untouched by ReportMetric, as one line of JSON.
func gradeReport(name string, r BenchmarkResult) {
	if !gradeEventsOpen {
		return
	}
	line := append([]byte(`{"bench":`), gradeQuote(name)...)
	line = append(line, `,"n":`...)
	line = strconv.AppendInt(line, int64(r.N), 10)
	line = append(line, `,"ns":`...)
	line = strconv.AppendInt(line, r.T.Nanoseconds(), 10)
	line = append(line, `,"mallocs":`...)
	line = strconv.AppendUint(line, r.MemAllocs, 10)
	line = append(line, `,"bytes":`...)
	line = strconv.AppendUint(line, r.MemBytes, 10)
	line = append(line, "}\n"...)
	syscall.Write(gradeEventsFD, line)
}

// gradeQuote is a JSON string; testing has made names printable, but not ASCII.
func gradeQuote(s string) []byte {
	quoted := []byte{'"'}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			quoted = append(quoted, '\\', c)
		case c < ' ':
			quoted = append(quoted, '?')
		default:
			quoted = append(quoted, c)
		}
	}
	return append(quoted, '"')
}
