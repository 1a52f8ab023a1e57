package main

import (
	"fmt"
	"os/signal"
	"time"
)

func main() {
	signal.Ignore()
	fmt.Println("never")
	time.Sleep(time.Hour)
}
