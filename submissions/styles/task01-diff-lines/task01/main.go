// Difflines logs each heap number as runtime.ReadMemStats has it, as runtime/metrics has it, and
// the difference, once a second. A difference that is too big is logged; the loop goes on.
package main

import (
	"log"
	"os"
	"runtime"
	"runtime/metrics"
	"time"
)

const tooBig = 4096

var live []string

func use() {
	for range 2000 {
		live = append(live, string(make([]byte, 1000)))
	}
	if len(live) > 5000 {
		live = nil
	}
}

func readMetric(name string) uint64 {
	s := [1]metrics.Sample{{Name: name}}
	metrics.Read(s[:])
	if s[0].Value.Kind() != metrics.KindUint64 {
		log.Fatalf("%s is not a uint64 here", name)
	}
	return s[0].Value.Uint64()
}

func compare(label string, memstats, metric uint64) {
	log.Printf("memstats %s: %d", label, memstats)
	log.Printf("metrics  %s: %d", label, metric)
	diff := int64(memstats) - int64(metric)
	log.Printf("diff     %s: %d", label, diff)
	if diff > tooBig || diff < -tooBig {
		log.Printf("MISMATCH %s", label)
	}
}

func main() {
	log.SetOutput(os.Stdout)
	readMetric("/memory/classes/heap/objects:bytes") // warm up: the first Read allocates
	for start := time.Now(); time.Since(start) < 9500*time.Millisecond; time.Sleep(time.Second) {
		use()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		objects := readMetric("/memory/classes/heap/objects:bytes")
		unused := readMetric("/memory/classes/heap/unused:bytes")
		free := readMetric("/memory/classes/heap/free:bytes")
		released := readMetric("/memory/classes/heap/released:bytes")
		cycles := readMetric("/gc/cycles/total:gc-cycles")
		compare("HeapAlloc", m.HeapAlloc, objects)
		compare("HeapInuse", m.HeapInuse, objects+unused)
		compare("HeapIdle", m.HeapIdle, free+released)
		compare("NumGC", uint64(m.NumGC), cycles)
	}
}
