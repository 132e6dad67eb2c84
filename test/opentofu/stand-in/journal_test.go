package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestCallsAreNotedInOrderAndTheNthIsHeld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calls")
	t.Setenv("STAND_IN_CALLS", path)
	t.Setenv("STAND_IN_STOP_AT", "2 end read aws_ssm_parameter")
	called("read", "aws_ssm_parameter")()
	called("read", "aws_ssm_parameter_other")()
	passed := make(chan struct{})
	go func() {
		called("read", "aws_ssm_parameter")()
		close(passed)
	}()
	select {
	case <-passed:
		t.Error("the second end was not held")
	case <-time.After(200 * time.Millisecond):
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "begin read aws_ssm_parameter\nend read aws_ssm_parameter\n" +
		"begin read aws_ssm_parameter_other\nend read aws_ssm_parameter_other\n" +
		"begin read aws_ssm_parameter\nend read aws_ssm_parameter\n"
	if string(written) != want {
		t.Errorf("noted:\n%swant:\n%s", written, want)
	}
}
