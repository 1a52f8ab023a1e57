package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

// Where the results of concatenations begin. An operand that is one of them was counted when it was
// made, and counts again where it is used once more. Two that share a place forget the older one.
var gradeConcats [1 << gradeConcatBits]atomic.Uintptr

const gradeConcatBits = 16

func gradeConcatPlace(s string) (*atomic.Uintptr, uintptr) {
	begin := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	return &gradeConcats[uint64(begin)*0x9E3779B97F4A7C15>>(64-gradeConcatBits)], begin
}

func gradeConcat(operands []string, result string) {
	if !abi.GradeBuilder {
		return
	}
	bytes := len(result)
	for _, s := range operands {
		if len(s) == 0 {
			continue
		}
		if place, begin := gradeConcatPlace(s); place.CompareAndSwap(begin, 0) {
			bytes -= len(s)
		}
	}
	abi.GradeCount(abi.GradeConcats, 1)
	abi.GradeCount(abi.GradeConcatBytes, bytes)
	place, begin := gradeConcatPlace(result)
	place.Store(begin)
}

func init() { abi.GradeCalledBy = gradeCalledBy }

func gradeCalledBy(up int, prefix string) bool {
	var pcs [1]uintptr
	if callers(up+1, pcs[:]) == 0 {
		return false
	}
	f := findfunc(pcs[0] - 1)
	if !f.valid() {
		return false
	}
	unwinder, frame := newInlineUnwinder(f, pcs[0]-1)
	name := unwinder.srcFunc(frame).name()
	return len(name) >= len(prefix) && name[:len(prefix)] == prefix
}
