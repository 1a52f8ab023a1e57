package main

import (
	"net/http"
	_ "net/http/pprof"
)

func main() {
	http.HandleFunc("/work", func(http.ResponseWriter, *http.Request) {})
	go func() {
		for {
		}
	}()
	http.ListenAndServe("localhost:8080", nil)
}
