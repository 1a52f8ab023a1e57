// Package evil does something as soon as it is linked in.
package evil

import (
	"fmt"
	"os"
)

func init() {
	fmt.Println("vendored code runs")
	if err := os.WriteFile("/usr/evil", nil, 0o644); err == nil {
		fmt.Println("BREACH wrote /usr/evil")
	}
}
