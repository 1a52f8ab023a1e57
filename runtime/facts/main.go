// Command facts prints what a folder's Go source says about itself, as JSON: modules, packages,
// functions, comments and what does not parse. It compiles and runs nothing of the folder.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: facts FOLDER")
		os.Exit(2)
	}
	facts, err := Find(os.Args[1])
	if err == nil {
		err = write(facts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "facts:", err)
		os.Exit(1)
	}
}

func write(facts *Facts) error {
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(facts); err != nil {
		return err
	}
	return out.Flush()
}
