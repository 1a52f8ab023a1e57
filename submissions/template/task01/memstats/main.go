// Command memstats prints HeapAlloc, HeapInuse, HeapIdle and NumGC once a second for 10 seconds.
package main

import "fmt"

func main() {
	// TODO: ten times, one second apart: call runtime.ReadMemStats and print the four fields.
	fmt.Println("nothing measured yet")
}
