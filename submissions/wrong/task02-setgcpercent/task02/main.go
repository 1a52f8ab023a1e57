// Churn makes records, sums them and keeps the last few thousand of them, so that the heap has
// both a steady live part and much garbage. The work is fixed: it does not depend on the clock.
package main

import (
	"fmt"
	"hash/crc32"
	"runtime/debug"
)

const (
	recordBytes = 4 << 10
	kept        = 5_000   // 20 MiB stay reachable
	records     = 200_000 // 800 MiB are allocated in all
)

func makeRecord(id int) []byte {
	record := make([]byte, recordBytes)
	for i := 0; i < len(record); i += 8 {
		record[i] = byte(id * i)
	}
	return record
}

func main() {
	debug.SetGCPercent(100)
	table := crc32.MakeTable(crc32.Koopman)
	ring := make([][]byte, kept)
	var sum uint32
	for id := range records {
		record := makeRecord(id)
		sum = crc32.Update(sum, table, record[:1024])
		ring[id%kept] = record
	}
	fmt.Printf("%d records, %d kept, checksum %08x\n", records, kept, sum)
}
