// Command memstats logs the heap as JSON on stderr.
package main

import (
	"log/slog"
	"os"
	"runtime"
	"time"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	endOnSignal(logger)
	done := time.After(10*time.Second + 500*time.Millisecond)
	tick := time.Tick(time.Second)
	for {
		select {
		case <-tick:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			logger.Info("heap", "HeapAlloc", m.HeapAlloc, "HeapInuse", m.HeapInuse,
				"HeapIdle", m.HeapIdle, "NumGC", m.NumGC)
		case <-done:
			return
		}
	}
}
