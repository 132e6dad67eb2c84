package main

import (
	"fmt"
	"os"
	"strconv"
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
