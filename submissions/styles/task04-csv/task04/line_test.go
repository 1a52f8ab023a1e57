package line

import (
	"fmt"
	"strings"
	"testing"
)

func withPlus(cells []string) (line string) {
	for i, c := range cells {
		if i > 0 {
			line += ","
		}
		line += c
	}
	return line
}

func withBuilder(cells []string) string {
	sb, size := strings.Builder{}, len(cells)
	for _, c := range cells {
		size += len(c)
	}
	sb.Grow(size)
	for i, c := range cells {
		if i > 0 {
			sb.WriteByte(',')
		}
		sb.WriteString(c)
	}
	return sb.String()
}

func BenchmarkLine(b *testing.B) {
	for name, join := range map[string]func([]string) string{"plus": withPlus, "builder": withBuilder} {
		b.Run("impl="+name, func(b *testing.B) {
			for _, n := range []int{3, 24} {
				b.Run(fmt.Sprintf("cells=%d", n), func(b *testing.B) {
					cells := strings.Fields(strings.Repeat("cell ", n))
					b.ResetTimer()
					for range b.N {
						cells[0] = strings.Repeat("#", 6)
						join(cells)
					}
				})
			}
		})
	}
}
