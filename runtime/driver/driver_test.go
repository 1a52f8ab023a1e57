package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestAddressOf(t *testing.T) {
	for text, want := range map[string]string{
		"0100007F:1F90":                         "127.0.0.1:8080",
		"00000000:0050":                         "127.0.0.1:80",
		"0A00020A:FFFF":                         "10.2.0.10:65535",
		"00000000000000000000000000000000:1F90": "127.0.0.1:8080",
		"00000000000000000000000001000000:1F90": "[::1]:8080",
		"0000000000000000FFFF00000100007F:1F90": "127.0.0.1:8080",
	} {
		if got := addressOf(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestTicksInWhateverTheProcessIsNamed(t *testing.T) {
	const after = " S 1 1 1 0 -1 4194560 11 12 13 14 70 5 99 98 20 0 1 0 100 1000 10"
	for _, name := range []string{"x", "a b", "a) S 1 2 3", ")", "((", ") ", "\n"} {
		if got := ticksIn("12 (" + name + ")" + after); got != 75 {
			t.Errorf("%q: %d ticks, want 75", name, got)
		}
	}
	for _, stat := range []string{"", "12", "12 (x", "12 (x) S 1", "12 (x) S 1 1 1 0 -1 4 1 2 3 4 a b"} {
		if got := ticksIn(stat); got != 0 {
			t.Errorf("%q: %d ticks, want none", stat, got)
		}
	}
}

func TestUntil(t *testing.T) {
	calls := 0
	if !until(time.Minute, func() bool { calls++; return calls == 3 }) || calls != 3 {
		t.Errorf("it is done at the third call, not at the %dth", calls)
	}
	if until(time.Millisecond, func() bool { return false }) {
		t.Error("it is never done")
	}
	if !until(0, func() bool { return true }) {
		t.Error("what is done at once is done in no time")
	}
}

func TestKeptCountsWhatItDoesNotKeep(t *testing.T) {
	k := &kept{most: 5}
	for _, part := range []string{"abc", "defg", "", "h"} {
		if n, err := k.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("wrote %d of %q: %v", n, part, err)
		}
	}
	if k.String() != "abcde" || k.total != 8 {
		t.Errorf("kept %q of %d bytes", k.String(), k.total)
	}
}

// started is a shell that does something, waited for by the test's end.
func started(t *testing.T, script string) *Program {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	program, err := start(&Script{Argv: []string{shell, "-c", script}, Env: []string{"A=b"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.stop(9, time.Second); program.wait() })
	return program
}

func TestAProgramHasItsOwnEnvironmentAlone(t *testing.T) {
	t.Setenv("C", "d")
	if code := started(t, `test "$A$C" = b`).wait().ExitCode(); code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestASignalToWhatHasEndedIsTrouble(t *testing.T) {
	program := started(t, "exit 3")
	program.wait()
	step := &Step{Do: "signal", Signal: 15, Within: time.Second}
	if got := step.make(&Script{}, program).trouble; got != "the program has already ended" {
		t.Errorf("trouble %q", got)
	}
}

func TestWaits(t *testing.T) {
	program := started(t, "exec sleep 100")
	for what, want := range map[string]string{
		"listening": "the program listens on no port after 10ms",
		"exit":      "the program has not ended after 10ms",
		"time":      "",
	} {
		step := &Step{Do: "wait", For: what, Within: 10 * time.Millisecond}
		if got := step.make(&Script{}, program).trouble; got != want {
			t.Errorf("%s: trouble %q, want %q", what, got, want)
		}
	}
	quiet := &Step{Do: "wait", For: "quiet", Within: 10 * time.Second}
	if got := quiet.make(&Script{}, program).trouble; got != "" {
		t.Errorf("trouble %q", got)
	}
	busy := started(t, "while :; do :; done")
	if got := (&Step{Do: "wait", For: "quiet", Within: time.Second}).make(&Script{}, busy).trouble; got == "" {
		t.Error("what computes is quiet")
	}
}

func TestAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			io.WriteString(w, strings.Repeat("x", 2<<20))
		case "/empty":
		case "/cut":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "cut")
		case "/never":
			io.WriteString(w, "begun")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	address := server.Listener.Addr().String()
	for _, c := range []struct {
		path, trouble string
		bytes         int
		total         int64
	}{
		{"/ok", "the answer to GET /ok is larger than 1 MiB", 1 << 20, 1<<20 + 1},
		{"/empty", "", 0, 0},
		{"/none", "GET /none on " + address + " returned 404 Not Found", 0, 0},
		{"/cut", "the answer to GET /cut was cut off: unexpected EOF", 3, 3},
		{"/never", "the answer to GET /never was cut off: context deadline exceeded (Client.Timeout or context" +
			" cancellation while reading body)", 5, 5},
	} {
		got := answer(&Step{Path: c.path, Within: 300 * time.Millisecond}, address, 1<<20)
		if got.trouble != c.trouble || len(got.bytes) != c.bytes || got.total != c.total {
			t.Errorf("%s: %d of %d bytes, trouble %q", c.path, len(got.bytes), got.total, got.trouble)
		}
	}
}

func TestWhereNothingAnswersEachAddressIsTold(t *testing.T) {
	program := started(t, "exec sleep 100")
	if _, got := firstAnswer(&Step{Path: "/"}, &Script{}, program, 1); got.trouble != "the program listens on no port" {
		t.Errorf("trouble %q", got.trouble)
	}
	ended := started(t, "exit 0")
	ended.wait()
	_, got := firstAnswer(&Step{Path: "/"}, &Script{}, ended, 1)
	if got.trouble != "the program has ended; the program listens on no port" {
		t.Errorf("trouble %q", got.trouble)
	}
}

func TestNobodyThereIsNoAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	address := listener.Addr().String()
	listener.Close()
	got := answer(&Step{Path: "/x", Within: time.Second}, address, 1)
	want := fmt.Sprintf("no answer to GET /x on %s: dial tcp %s: connect: connection refused", address, address)
	if got.trouble != want {
		t.Errorf("trouble %q", got.trouble)
	}
}
