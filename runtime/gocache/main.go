// Command gocache runs a command with a build cache of its own that starts out warm:
//
//	gocache BASE COMMAND...
//
// $GOCACHE becomes a folder of links to the entries of BASE, unless it is there already. What the
// command compiles is added beside the links; BASE, which need not be writable, stays as it is.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 3 || os.Getenv("GOCACHE") == "" {
		fmt.Fprintln(os.Stderr, "usage: GOCACHE=FOLDER gocache BASE COMMAND...")
		os.Exit(125)
	}
	if err := ensure(os.Args[1], os.Getenv("GOCACHE")); err != nil {
		// Then the command starts with a cold cache: slow, but the same result.
		fmt.Fprintln(os.Stderr, "gocache:", err)
	}
	err := syscall.Exec(os.Args[2], os.Args[2:], os.Environ())
	fmt.Fprintf(os.Stderr, "gocache: %s: %v\n", os.Args[2], err)
	os.Exit(126)
}

// ensure makes the cache under another name first: several commands may start at once.
func ensure(base, cache string) error {
	if _, err := os.Stat(cache); err == nil {
		return nil
	}
	unfinished, err := os.MkdirTemp(filepath.Dir(cache), "gocache-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(unfinished) // nothing is there once it is renamed
	if err := fill(base, unfinished); err != nil {
		return err
	}
	err = os.Rename(unfinished, cache)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTEMPTY) {
		return nil // another command was quicker
	}
	return err
}

func fill(base, cache string) error {
	link := linker(base, cache)
	for i := range 256 {
		name := fmt.Sprintf("%02x", i)
		if err := os.Mkdir(filepath.Join(cache, name), 0o755); err != nil {
			return err
		}
		if err := fillFolder(filepath.Join(base, name), filepath.Join(cache, name), link); err != nil {
			return err
		}
	}
	// When old entries were last deleted: just now. Otherwise go looks at each of them.
	now := strconv.FormatInt(time.Now().Unix(), 10)
	return os.WriteFile(filepath.Join(cache, "trim.txt"), []byte(now), 0o644)
}

// linker prefers hard links, which cost next to nothing on a disk. In the sandbox base lies on
// another, read-only mount, where there can be none; there the links are in memory.
func linker(base, cache string) func(from, to string) error {
	probe := filepath.Join(cache, "probe")
	if os.Link(filepath.Join(base, "README"), probe) == nil && os.Remove(probe) == nil {
		return os.Link
	}
	return os.Symlink
}

func fillFolder(from, to string, link func(from, to string) error) error {
	folder, err := os.Open(from)
	if err != nil {
		return err
	}
	defer folder.Close()
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := link(from+"/"+name, to+"/"+name); err != nil {
			return err
		}
	}
	return nil
}
