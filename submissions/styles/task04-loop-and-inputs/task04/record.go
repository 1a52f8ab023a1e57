// Package record renders records of eight fields.
package record

import "strings"

// Concat joins the fields of a record with +=.
func Concat(fields []string) string {
	var s string
	for _, f := range fields {
		s += f
	}
	return s
}

// Build joins them in one buffer of the right size.
func Build(fields []string) string {
	var sb strings.Builder
	size := 0
	for _, f := range fields {
		size += len(f)
	}
	sb.Grow(size)
	for _, f := range fields {
		sb.WriteString(f)
	}
	return sb.String()
}
