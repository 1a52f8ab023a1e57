package watch

import (
	"fmt"
	"testing"
)

func returnsInt() *int { x := 42; return &x }

func returnsValue() int { x := 42; return x }

func passToInterface(x int) { fmt.Println(x) }

func TestGivenFunctions(t *testing.T) {
	if got := *returnsInt(); got != returnsValue() {
		t.Errorf("returnsInt() = %d, want %d", got, returnsValue())
	}
	passToInterface(42)
}
