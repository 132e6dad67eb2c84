package main

import (
	"errors"
	"strconv"
)

const webhookKind = "github_repository_webhook"

// github_repository_webhook. GitHub never tells a hook's secret again, so the state keeps the one it was given.
var webhook = resource{
	legacy:   true,
	forceNew: []string{"repository"},
	defaults: Object{"active": true, "configuration": Object{"insecure_ssl": false}},
	create:   createWebhook,
	update: func(s *session, c *change) (Object, error) {
		url := s.github.repository(text(c.planned, "repository"))
		if err := s.github.authorize("PATCH", text(c.prior, "url")); err != nil {
			return nil, err
		}
		err := s.world.change(webhookKind, url, text(c.prior, "id"), func(t *thing) error {
			t.Attributes = c.planned
			return nil
		})
		return c.planned, err
	},
	read: func(s *session, state Object) (Object, error) {
		url := s.github.repository(text(state, "repository"))
		t, err := s.world.get(webhookKind, url, text(state, "id"))
		if err != nil {
			return nil, err
		}
		out := stateFrom(state, t.Attributes)
		if stored := first(t.Attributes, "configuration"); text(stored, "secret") != "" {
			stored["secret"] = "********"
			if mine := first(state, "configuration"); mine != nil {
				stored["secret"] = mine["secret"]
			}
		}
		return out, nil
	},
	remove: func(s *session, state Object) error {
		return s.world.remove(webhookKind, s.github.repository(text(state, "repository")), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) {
		repository, number, err := splitID(id, "/", "<repository>/<webhook_id>")
		return Object{"id": number, "repository": repository}, err
	},
}

func createWebhook(s *session, c *change) (Object, error) {
	url := s.github.repository(text(c.planned, "repository"))
	if err := s.github.authorize("POST", url+"/hooks"); err != nil {
		return nil, err
	}
	target := text(first(c.planned, "configuration"), "url")
	if target == "" {
		return nil, errors.New("POST " + url + "/hooks: 422 Validation Failed [config must contain a url]")
	}
	n, err := s.world.nextNumber()
	if err != nil {
		return nil, err
	}
	id := strconv.Itoa(n)
	state := stateFrom(c.planned, Object{
		"etag": `W/"` + digits(target+id) + `"`,
		"id":   id,
		"url":  url + "/hooks/" + id,
	})
	t := thing{Kind: webhookKind, Scope: url, ID: id, MadeBy: s.madeBy, Attributes: state}
	err = s.world.create(t, func(other thing) error {
		if other.Scope == url && text(first(other.Attributes, "configuration"), "url") == target {
			return unprocessable(url+"/hooks", "Hook", "", "Hook already exists on this repository")
		}
		return nil
	})
	return state, err
}
