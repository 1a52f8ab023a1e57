// Package peek is a toy that looks at the layout of slices. Neither program imports it.
package peek

import "unsafe"

// Header gives the three words of a slice.
func Header(s *[]int) [3]uintptr {
	return *(*[3]uintptr)(unsafe.Pointer(s))
}
