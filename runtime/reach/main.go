// Command reach looks at what is compiled into a program of a student, and prints as JSON where it
// can get at what the language keeps from it: the inside of the runtime, memory that is not its own.
//
//	reach ROOT GO [-test] [FLAG...] PACKAGE
//
// ROOT is the student's folder, and what follows GO is what the build was given. It runs nothing of
// the folder. It fails where it cannot say; what it says of code that it could not read is a place.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: reach ROOT GO [-test] [FLAG...] PACKAGE")
		os.Exit(2)
	}
	reached, err := Look(os.Args[1], os.Args[2], os.Args[3:])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(reached)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reach:", err)
		os.Exit(1)
	}
}

// goList is what the go command prints.
func goList(goCommand string, words ...string) ([]byte, error) {
	command := exec.Command(goCommand, append([]string{"list", "-e"}, words...)...)
	text, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("go list: %w\n%s", err, exit.Stderr)
	}
	return text, err
}
