// Package load allocates a little, so that the heap has something to show.
package load

const (
	pieceBytes = 4 << 10
	pieces     = 1024 // 4 MiB a step
	keepPieces = 512  // of which 2 MiB stay reachable
)

var ring [keepPieces][]byte

// Step allocates 4 MiB in small pieces and keeps the last 2 MiB of them. All of it happens in the
// caller's goroutine: when Step has returned, nothing allocates behind the reader's back.
func Step() {
	for i := range pieces {
		ring[i%keepPieces] = make([]byte, pieceBytes)
	}
}
