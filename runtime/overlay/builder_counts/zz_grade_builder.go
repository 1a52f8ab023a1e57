package strings

// Objects that a call of a Builder method allocates on top of its own work. The three kinds add up
// to different decimal places of allocs/op.
const (
	gradePerString = 100000
	gradePerGrow   = 1000
	gradePerWrite  = 10
)

// gradeAllocate makes n objects that count as one malloc each. 16 bytes are too many for the tiny
// allocator, which packs objects.
func gradeAllocate(n int) {
	for range n {
		gradeObject()
	}
}

// Not inlined, so that what it returns escapes.
//
//go:noinline
func gradeObject() *[2]uint64 {
	return new([2]uint64)
}
