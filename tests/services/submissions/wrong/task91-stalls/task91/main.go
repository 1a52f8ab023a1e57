package main

import (
	"net/http"
	_ "net/http/pprof"
	"sync/atomic"
)

func main() {
	var answered atomic.Int64
	http.HandleFunc("/work", func(http.ResponseWriter, *http.Request) {
		if answered.Add(1) > 50 {
			select {}
		}
	})
	http.ListenAndServe("localhost:8080", nil)
}
