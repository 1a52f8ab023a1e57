package main

import (
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"unsafe"
)

// endOnSignal says what the process came to before it ends early.
func endOnSignal(logger *slog.Logger) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-signals
		var usage syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
		logger.Warn("interrupted", "maxrss_kib", usage.Maxrss, "stack", uintptr(unsafe.Pointer(&usage)))
		os.Exit(1)
	}()
}
