package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("soon")
	time.Sleep(time.Hour)
}
