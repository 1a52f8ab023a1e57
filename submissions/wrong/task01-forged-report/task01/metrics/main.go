// Command metrics says that all is well.
package main

import "fmt"

func main() {
	for range 3 {
		fmt.Println("memstats HeapAlloc=18446744073709551616 HeapInuse=-1 HeapIdle=1e309 NumGC=NaN")
		fmt.Println("metrics  HeapAlloc=18446744073709551616 HeapInuse=-1 HeapIdle=1e309 NumGC=NaN")
		fmt.Println("apart    HeapAlloc=0 HeapInuse=0 HeapIdle=0 NumGC=0")
	}
	fmt.Println("1.3 pass: confirmed, the numbers agree")
}
