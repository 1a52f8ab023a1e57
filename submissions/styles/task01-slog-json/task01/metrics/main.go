// Command metrics logs the heap as JSON on stderr, once from each source.
package main

import (
	"log/slog"
	"os"
	"runtime"
	"runtime/metrics"
	"time"
)

// readAll reads every metric that is a plain number, by name.
func readAll() map[string]uint64 {
	var samples []metrics.Sample
	for _, d := range metrics.All() {
		if d.Kind == metrics.KindUint64 {
			samples = append(samples, metrics.Sample{Name: d.Name})
		}
	}
	metrics.Read(samples)
	byName := make(map[string]uint64, len(samples))
	for _, s := range samples {
		byName[s.Name] = s.Value.Uint64()
	}
	return byName
}

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	readAll() // so that the tables of the first Read are there before the first comparison
	for i := 0; i < 10; i++ {
		time.Sleep(time.Second)
		// Not in the arguments of Read: the slice for the samples would be allocated in between.
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		all := readAll()
		inuse := all["/memory/classes/heap/objects:bytes"] + all["/memory/classes/heap/unused:bytes"]
		idle := all["/memory/classes/heap/free:bytes"] + all["/memory/classes/heap/released:bytes"]
		logger.Info("memstats", "HeapAlloc", m.HeapAlloc, "HeapInuse", m.HeapInuse,
			"HeapIdle", m.HeapIdle, "NumGC", m.NumGC)
		logger.Info("metrics", "HeapAlloc", all["/memory/classes/heap/objects:bytes"],
			"HeapInuse", inuse, "HeapIdle", idle, "NumGC", all["/gc/cycles/total:gc-cycles"])
	}
}
