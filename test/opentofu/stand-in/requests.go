package main

import (
	"context"
	"fmt"
	"os"
	"sync"

	"golang.org/x/time/rate"
)

// The limit of a client for which no other is set, as the true provider's for kubernetes_manifest.
//
// See https://github.com/kubernetes/client-go/blob/v0.33.4/rest/config.go
const (
	requestsPerSecond = 5
	requestsAtOnce    = 10
)

// requests are those that the true provider sends to the API server. None is sent here: each is counted, and held
// back where the true client would hold it back. One process has one client for all its objects.
type requests struct {
	// limiter is nil where nothing is held back.
	limiter *rate.Limiter
	file    string
	begun   sync.Once
	problem error
}

func newRequests() *requests {
	r := &requests{file: os.Getenv("STAND_IN_REQUESTS")}
	if os.Getenv("STAND_IN_LIMIT") == "on" {
		r.limiter = rate.NewLimiter(requestsPerSecond, requestsAtOnce)
	}
	return r
}

// begin is what a process asks for once, before it plans, reads or applies its first object: whether the credentials
// are good, what the server offers, and the schemas. Only the last one is the limited client's.
//
// See https://github.com/hashicorp/terraform-provider-kubernetes/blob/v3.2.1/manifest/provider/clients.go and resource.go
func (r *requests) begin() error {
	r.begun.Do(func() {
		for _, path := range []string{"/apis", "/api", "/apis", "/openapi/v2"} {
			if r.problem = r.count("GET", path); r.problem != nil {
				return
			}
		}
		r.problem = r.limited("LIST", "customresourcedefinitions")
	})
	return r.problem
}

// limited is one request of the limited client.
func (r *requests) limited(method, what string) error {
	if r.limiter != nil {
		if err := r.limiter.Wait(context.Background()); err != nil {
			return err
		}
	}
	return r.count(method, what)
}

// count appends a line to the file named by STAND_IN_REQUESTS.
func (r *requests) count(method, what string) error {
	return appendLine(r.file, fmt.Sprintf("%s %s", method, what))
}
