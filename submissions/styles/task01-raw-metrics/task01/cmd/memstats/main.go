// Command memstats writes all of runtime.MemStats as JSON on stderr, and the four fields that I
// look at as a CSV table on stdout.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"runtime"
	"time"
)

var kept []string

func main() {
	fmt.Println("second,NumGC,HeapIdle,HeapInuse,HeapAlloc")
	log.SetPrefix("heap ")
	for i := range 11 {
		if i > 0 {
			time.Sleep(time.Second)
		}
		kept = append(kept, string(make([]byte, 300<<10)))
		m := new(runtime.MemStats)
		runtime.ReadMemStats(m)
		text, err := json.Marshal(m)
		if err != nil {
			log.Fatal(err)
		}
		log.Printf("%s", text)
		fmt.Printf("%d,%d,%d,%d,%d\n", i, m.NumGC, m.HeapIdle, m.HeapInuse, m.HeapAlloc)
	}
}
