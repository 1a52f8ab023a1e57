package foo

//line foo.go:1
import "unsafe"

var number uint64

// Read could read any address.
func Read() uint64 {
	p := uintptr(unsafe.Pointer(&number))
	return *(*uint64)(unsafe.Pointer(p))
}
