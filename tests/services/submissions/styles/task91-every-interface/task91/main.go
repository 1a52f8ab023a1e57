// On all interfaces and a fixed port, by IPv6 too; a moment after it started.
package main

import (
	"net/http"
	_ "net/http/pprof"
	"time"
)

func main() {
	http.Handle("/work", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	time.Sleep(700 * time.Millisecond)
	panic(http.ListenAndServe(":8080", nil))
}
