package main

import "net/http"

func main() {
	http.HandleFunc("/work", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/debug/pprof/heap", func(w http.ResponseWriter, _ *http.Request) {
		for block := make([]byte, 1<<20); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	http.ListenAndServe("localhost:8080", nil)
}
