// Wordcount counts made-up words in several goroutines, each of which logs its progress on stderr,
// where the trace of the collector goes as well.
package main

import (
	"fmt"
	"log"
	"math/rand"
	"strings"
	"sync"
)

const (
	workers    = 3
	texts      = 150
	wordsAText = 6000
)

func text(random *rand.Rand) string {
	var words []string
	for range wordsAText {
		words = append(words, fmt.Sprintf("w%d", random.Intn(200_000)))
	}
	return strings.Join(words, " ")
}

func count(worker int) map[string]int {
	random := rand.New(rand.NewSource(int64(worker)))
	seen := map[string]int{}
	for i := range texts {
		for _, word := range strings.Fields(text(random)) {
			seen[strings.ToUpper(word)]++
		}
		if i%5 == 0 {
			log.Printf("worker %d: text %d of %d, %d words so far", worker, i, texts, len(seen))
		}
	}
	return seen
}

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	var group sync.WaitGroup
	sizes := make([]int, workers)
	for worker := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			sizes[worker] = len(count(worker))
		}()
	}
	group.Wait()
	fmt.Println("different words:", sizes)
}
