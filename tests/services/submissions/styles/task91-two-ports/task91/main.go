// The work on one port, the profiles on another.
package main

import (
	"io"
	"net"
	"net/http"
	_ "net/http/pprof"
)

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return listener
}

func main() {
	profiles, work := listen(), listen()
	go http.Serve(profiles, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /work", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })
	http.Serve(work, mux)
}
