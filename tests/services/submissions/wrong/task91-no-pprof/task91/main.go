package main

import "net/http"

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(http.ResponseWriter, *http.Request) {})
	http.ListenAndServe("localhost:8080", mux)
}
