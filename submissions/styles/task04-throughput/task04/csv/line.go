// Package csv joins cells to lines, slowly and quickly.
package csv

import "strings"

// LineConcat joins the cells with commas by +=.
func LineConcat(cells []string) string {
	line := cells[0]
	for _, c := range cells[1:] {
		line += "," + c
	}
	return line
}

// LineBuilder does it in one buffer.
func LineBuilder(cells []string) string {
	size := len(cells) - 1
	for _, c := range cells {
		size += len(c)
	}
	var sb strings.Builder
	sb.Grow(size)
	sb.WriteString(cells[0])
	for _, c := range cells[1:] {
		sb.WriteByte(',')
		sb.WriteString(c)
	}
	return sb.String()
}
