// Command task02 is the program whose garbage collections you observe.
package main

import "fmt"

func main() {
	// TODO: allocate a lot, keep some of it reachable and drop the rest. Half a second to two
	// seconds of work are enough. The environment sets GOGC and GODEBUG: do not set them in here.
	fmt.Println("nothing allocated yet")
}
