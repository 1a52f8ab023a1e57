package main

import (
	"net/http"
	_ "net/http/pprof"
	"sync/atomic"
)

func main() {
	var answered atomic.Int64
	http.HandleFunc("/work", func(w http.ResponseWriter, _ *http.Request) {
		if answered.Add(1) > 100 {
			http.Error(w, "tired", http.StatusServiceUnavailable)
		}
	})
	http.ListenAndServe("localhost:8080", nil)
}
