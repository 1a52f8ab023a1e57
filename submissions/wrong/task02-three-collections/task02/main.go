// Grow makes 30 MiB of blocks, slowly, all of which stay.
package main

import (
	"crypto/sha256"
	"fmt"
)

func main() {
	var kept [][]byte
	sum := [sha256.Size]byte{}
	for range 30 * 256 {
		block := make([]byte, 4<<10)
		for range 15 {
			copy(block, sum[:])
			sum = sha256.Sum256(block)
		}
		kept = append(kept, block)
	}
	fmt.Printf("%d blocks kept, %x\n", len(kept), sum[:4])
}
