package generic

import (
	"fmt"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("before the tests")
	os.Exit(m.Run())
}

func TestAll(t *testing.T) {
	var n int
	d := digits{text: make([]byte, 0, 20)}
	passToInterfaceDigits(&d, *returnsInt())
	d.Flush(os.Stdout)
	if *returnsIntAs(&n) != returnsValue() {
		t.Error(n)
	}
	passToInterface(n)
}
