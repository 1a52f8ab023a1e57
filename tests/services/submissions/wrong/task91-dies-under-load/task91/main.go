package main

import (
	"net/http"
	_ "net/http/pprof"
	"os"
	"sync/atomic"
)

func main() {
	var answered atomic.Int64
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		if answered.Add(1) == 100 {
			println("out of luck")
			os.Exit(3)
		}
	})
	http.ListenAndServe("localhost:8080", nil)
}
