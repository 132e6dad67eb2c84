package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// journal appends one line to the file named by STAND_IN_LOG for each applied change: action, type, id. Never a value.
func journal(action, kind, id string) error {
	return appendLine(os.Getenv("STAND_IN_LOG"), fmt.Sprintf("%s %s %s", action, kind, id))
}

// appendLine adds a line to a file, if one is named. Processes share it: a short line is written as a whole.
func appendLine(path, line string) error {
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = fmt.Fprintln(file, line)
	return err
}

// delay keeps the answer to an apply back for STAND_IN_DELAY_MS. By then the world has the object and OpenTofu
// doesn't know it yet: the moment to kill it in.
func delay() {
	if ms, err := strconv.Atoi(os.Getenv("STAND_IN_DELAY_MS")); err == nil && ms > 0 {
		time.Sleep(time.Duration(ms) * time.Millisecond)
	}
}

// called notes that the work for a call begins, and returns what notes its end, as lines `<moment> <action> <type>` in
// the file named by STAND_IN_CALLS. STAND_IN_STOP_AT=`<n> <line>` names the n-th such line as the one to be killed at:
// there the provider waits for its end.
func called(action, kind string) (end func()) {
	note("begin", action, kind)
	return func() { note("end", action, kind) }
}

func note(moment, action, kind string) {
	path := os.Getenv("STAND_IN_CALLS")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err) // a test that counts calls must not miss one
	}
	defer file.Close()
	line := fmt.Sprintf("%s %s %s", moment, action, kind)
	if _, err := fmt.Fprintln(file, line); err != nil {
		panic(err)
	}
	nth, stop, _ := strings.Cut(os.Getenv("STAND_IN_STOP_AT"), " ")
	if line != stop {
		return
	}
	written, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	if strconv.Itoa(strings.Count("\n"+string(written), "\n"+line+"\n")) == nth {
		time.Sleep(time.Hour)
	}
}
