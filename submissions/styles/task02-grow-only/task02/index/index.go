// Package index is a trie from decimal digits to entries.
package index

import "crypto/sha256"

// Index is empty as its zero value.
type Index struct {
	next  [10]*Index
	entry *entry
	size  int
}

type entry struct {
	id  int
	sum [sha256.Size]byte
}

// Add puts id in.
func (ix *Index) Add(id int) {
	ix.size++
	at := ix
	for rest := id; ; rest /= 10 {
		if at.next[rest%10] == nil {
			at.next[rest%10] = new(Index)
		}
		at = at.next[rest%10]
		if rest < 10 {
			break
		}
	}
	at.entry = &entry{id: id, sum: sha256.Sum256([]byte{byte(id), byte(id >> 8), byte(id >> 16)})}
	for range 4 {
		at.entry.sum = sha256.Sum256(at.entry.sum[:])
	}
}

// Len is how often Add was called.
func (ix *Index) Len() int { return ix.size }
