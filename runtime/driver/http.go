package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// answer is what one address says to a GET of the path. The connection is closed afterwards: the
// program is seen without us.
func answer(step *Step, address string, keep int64) Result {
	client := http.Client{Timeout: step.Within, Transport: &http.Transport{DisableKeepAlives: true}}
	got, err := client.Get("http://" + address + step.Path)
	if err != nil {
		return troubled("no answer to GET %s on %s: %v", step.Path, address, errors.Unwrap(err))
	}
	defer got.Body.Close()
	if got.StatusCode < 200 || got.StatusCode > 299 {
		return troubled("GET %s on %s returned %s", step.Path, address, got.Status)
	}
	body, err := io.ReadAll(io.LimitReader(got.Body, keep+1))
	result := Result{bytes: body[:min(int64(len(body)), keep)], total: int64(len(body))}
	switch {
	case result.total > keep:
		result.trouble = fmt.Sprintf("the answer to GET %s is larger than %d MiB", step.Path, keep>>20)
	case err != nil:
		result.trouble = fmt.Sprintf("the answer to GET %s was cut off: %v", step.Path, err)
	}
	return result
}

// fetch takes the first address that answers; a service may listen on several.
func fetch(step *Step, script *Script, program *Program) Result {
	_, result := firstAnswer(step, script, program, script.KeepBytes)
	return result
}

// load sends requests by hey to the first address that answers one.
func load(step *Step, script *Script, program *Program) Result {
	const glance = 1 << 10
	address, result := firstAnswer(step, script, program, glance)
	if address == "" {
		return result
	}
	return hey(step, script, program, "http://"+address+step.Path)
}

// firstAnswer is the first address that answers, and its answer, of which `keep` bytes are kept. Where
// none does the address is "", and the trouble says what each of them did.
func firstAnswer(step *Step, script *Script, program *Program, keep int64) (string, Result) {
	var troubles []string
	for _, address := range program.addresses(script.OwnPorts) {
		result := answer(step, address, keep)
		if result.trouble == "" || result.total > 0 {
			return address, result
		}
		troubles = append(troubles, result.trouble)
	}
	if len(troubles) == 0 {
		troubles = []string{"the program listens on no port"}
	}
	if program.hasEnded() {
		troubles = append([]string{"the program has ended"}, troubles...)
	}
	return "", Result{trouble: strings.Join(troubles, "; ")}
}

func hey(step *Step, script *Script, program *Program, url string) Result {
	const name = "/usr/bin/hey"
	ctx, cancel := context.WithTimeout(context.Background(), step.Within)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, "-n", strconv.Itoa(step.Requests), "-c",
		strconv.Itoa(step.AtOnce), "-t", "20", url)
	cmd.WaitDelay = time.Second
	out := &kept{most: script.KeepBytes}
	cmd.Stdout, cmd.Stderr = out, out
	err := cmd.Run()
	result := Result{bytes: out.Bytes(), total: out.total}
	switch {
	case ctx.Err() != nil:
		result.trouble = fmt.Sprintf("not all of %d requests were answered after %v", step.Requests, step.Within)
	case program.hasEnded():
		result.trouble = "the program ended under load"
	case err != nil:
		result.trouble = fmt.Sprintf("%s: %v", name, err)
		result.isOurs = true
	}
	return result
}

// kept is a buffer that counts what it does not keep.
type kept struct {
	bytes.Buffer
	most, total int64
}

func (k *kept) Write(p []byte) (int, error) {
	k.total += int64(len(p))
	k.Buffer.Write(p[:min(int64(len(p)), max(k.most-int64(k.Len()), 0))])
	return len(p), nil
}
