package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestWithoutAWorldTheErrorNamesTheVariable(t *testing.T) {
	t.Setenv("STAND_IN_WORLD", "")
	s, err := newServer("aws")
	if err != nil {
		t.Fatal(err)
	}
	expectError(t, core{t: t, server: s}.configure(aws), "STAND_IN_WORLD is not set")
}

func TestTheWorldIsForItsOwnerOnly(t *testing.T) {
	start(t, "aws", aws)
	info, err := os.Stat(os.Getenv("STAND_IN_WORLD"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("mode is %v", info.Mode())
	}
}

func TestOfManyThatCreateTheSameObjectOneSucceeds(t *testing.T) {
	w := &world{dir: t.TempDir()}
	one := thing{Kind: "k", Scope: "s", ID: "/a/b", Attributes: Object{}}
	var created atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			err := w.create(one, func(other thing) error {
				if one.sameKey(other) {
					return errors.New("exists")
				}
				return nil
			})
			if err == nil {
				created.Add(1)
			}
		})
	}
	all.Wait()
	if created.Load() != 1 {
		t.Errorf("%d were created", created.Load())
	}
}

func TestALongNameStillMakesAFile(t *testing.T) {
	w := &world{dir: t.TempDir()}
	long := thing{Kind: "k", Scope: "s", ID: strings.Repeat("/x", 400), Attributes: Object{"a": "b"}}
	if err := w.create(long, func(thing) error { return nil }); err != nil {
		t.Fatal(err)
	}
	got, err := w.get("k", "s", long.ID)
	if err != nil || got.Attributes["a"] != "b" {
		t.Errorf("got %v, %v", got, err)
	}
	list, err := w.list("k")
	if err != nil || len(list) != 1 {
		t.Errorf("listed %v, %v", list, err)
	}
}

func TestNothingUnfinishedIsLeftInTheWorld(t *testing.T) {
	c := start(t, "aws", aws)
	state := c.applied("aws_ssm_parameter", nil, patParameter(secret, 1))
	c.applied("aws_ssm_parameter", state, nil)
	for _, pattern := range []string{"*.json", ".new-*"} {
		left, err := filepath.Glob(filepath.Join(os.Getenv("STAND_IN_WORLD"), pattern))
		if err != nil || len(left) != 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	}
}
