// Humanised prints the heap once a second in the unit that fits, and how far runtime/metrics is
// from runtime.ReadMemStats in bytes.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/metrics"
	"syscall"
	"time"
)

// human writes bytes with one decimal in the greatest unit that is not above them.
func human(bytes uint64) string {
	value, units := float64(bytes), []string{"B", "KB", "MB", "GB", "TB", "PB"}
	for value >= 1024 && len(units) > 1 {
		value /= 1024
		units = units[1:]
	}
	return fmt.Sprintf("%.1f %s", value, units[0])
}

var samples = []metrics.Sample{
	{Name: "/gc/cycles/total:gc-cycles"},
	{Name: "/memory/classes/heap/free:bytes"},
	{Name: "/memory/classes/heap/objects:bytes"},
	{Name: "/memory/classes/heap/released:bytes"},
	{Name: "/memory/classes/heap/unused:bytes"},
}

func value(i int) uint64 { return samples[i].Value.Uint64() }

var peak uint64

func report() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	metrics.Read(samples)
	peak = max(peak, m.HeapAlloc)
	fmt.Println("     Alloc      InUse       Idle   GCs")
	fmt.Printf("%10s %10s %10s %5d\n", human(m.HeapAlloc), human(m.HeapInuse), human(m.HeapIdle), m.NumGC)
	fmt.Println("peak:", human(peak))
	off := func(name string, a, b uint64) { fmt.Printf("  %s off by %d\n", name, max(a, b)-min(a, b)) }
	off("HeapAlloc", m.HeapAlloc, value(2))
	off("HeapInuse", m.HeapInuse, value(2)+value(4))
	off("HeapIdle", m.HeapIdle, value(1)+value(3))
	off("NumGC", uint64(m.NumGC), value(0))
}

func main() {
	metrics.Read(samples)
	tick := make(chan os.Signal, 1)
	signal.Notify(tick, syscall.SIGUSR1)
	go func() {
		for range time.Tick(time.Second) {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				self.Signal(syscall.SIGUSR1)
			}
		}
	}()
	var garbage [][]byte
	for range 10 {
		garbage = append(garbage, make([]byte, 200_000))
		<-tick
		report()
	}
	runtime.KeepAlive(garbage)
}
