package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// world stands in for the cloud: what the providers made, shared by all their processes and kept between runs.
// One JSON file holds one object.
type world struct {
	dir string
}

// thing is one object of the world. Kind, Scope and ID together are its key.
type thing struct {
	Kind string `json:"kind"`
	// Scope is the account and region or the cluster in which ID is unique.
	Scope string `json:"scope"`
	ID    string `json:"id"`
	// MadeBy is the provider configuration that made the object; a token only as its SHA-256.
	MadeBy     map[string]string `json:"made_by"`
	Attributes Object            `json:"attributes"`
}

var errGone = errors.New("not found")

func openWorld() (*world, error) {
	dir := os.Getenv("STAND_IN_WORLD")
	if dir == "" {
		return nil, problem{
			summary: "STAND_IN_WORLD is not set",
			detail:  "The stand-in providers keep what they make in a folder. Set STAND_IN_WORLD to its path.",
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &world{dir: dir}, os.Chmod(dir, 0o700)
}

// create adds an object, unless conflict objects to one of its kind that exists. It is asked about an object with
// the same key too, which is replaced when conflict has nothing against it.
func (w *world) create(t thing, conflict func(other thing) error) error {
	return w.locked(func() error {
		others, err := w.list(t.Kind)
		if err != nil {
			return err
		}
		for _, other := range others {
			if err := conflict(other); err != nil {
				return err
			}
		}
		return w.write(t)
	})
}

// sameKey says whether two objects of a kind are the same one.
func (t thing) sameKey(other thing) bool {
	return t.Scope == other.Scope && t.ID == other.ID
}

// change edits an object; errGone when there is none.
func (w *world) change(kind, scope, id string, edit func(t *thing) error) error {
	return w.locked(func() error {
		t, err := w.get(kind, scope, id)
		if err != nil {
			return err
		}
		if err := edit(t); err != nil {
			return err
		}
		return w.write(*t)
	})
}

// remove takes an object away; errGone when there is none.
func (w *world) remove(kind, scope, id string) error {
	return w.locked(func() error {
		err := os.Remove(w.path(kind, scope, id))
		if errors.Is(err, os.ErrNotExist) {
			return errGone
		}
		return err
	})
}

func (w *world) get(kind, scope, id string) (*thing, error) {
	return readThing(w.path(kind, scope, id))
}

func (w *world) list(kind string) ([]thing, error) {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return nil, err
	}
	var out []thing
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), kind+"--") || !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		t, err := readThing(filepath.Join(w.dir, e.Name()))
		if errors.Is(err, errGone) {
			continue // removed since the folder was read
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *t)
	}
	return out, nil
}

// locked runs do while no other process changes the world. The lock ends with the process, even a killed one.
func (w *world) locked(do func() error) error {
	lock, err := os.OpenFile(filepath.Join(w.dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return do()
}

func (w *world) write(t thing) error {
	raw, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(w.path(t.Kind, t.Scope, t.ID), append(raw, '\n'))
}

func (w *world) path(kind, scope, id string) string {
	name := kind + "--" + url.PathEscape(scope) + "--" + url.PathEscape(id)
	if len(name) > 200 {
		name = fmt.Sprintf("%s--%x", kind, sha256.Sum256([]byte(name)))
	}
	return filepath.Join(w.dir, name+".json")
}

func readThing(path string) (*thing, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	var t thing
	numbers := json.NewDecoder(bytes.NewReader(raw))
	numbers.UseNumber()
	if err := numbers.Decode(&t); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &t, nil
}

// replaceFile writes path so that a reader, or a kill, sees either the old content or the new, never a part.
func replaceFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(content); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Sync(); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
