package main

import (
	"net/http"
	_ "net/http/pprof"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(syscall.SIGQUIT, syscall.SIGTERM)
	http.HandleFunc("/work", func(http.ResponseWriter, *http.Request) {})
	http.ListenAndServe("localhost:8080", nil)
}
