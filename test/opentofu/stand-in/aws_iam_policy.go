package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

const policyKind = "aws_iam_policy"

// aws_iam_policy is only there so that a root module with it plans and applies: name and document are checked,
// nothing is ever allowed or denied.
var iamPolicy = resource{
	legacy:   true,
	forceNew: []string{"description", "name", "name_prefix", "path"},
	defaults: Object{"path": "/"},
	validate: func(config Object) []problem { return validateDocument(config, "policy") },
	plan: func(s *session, c *change) error {
		if c.planned != nil {
			s.aws.planTags(c)
		}
		return nil
	},
	create: createPolicy,
	update: func(s *session, c *change) (Object, error) {
		if err := checkPolicySize(c.planned); err != nil {
			return nil, err
		}
		err := s.world.change(policyKind, s.aws.scope(""), text(c.prior, "id"), func(t *thing) error {
			t.Attributes = c.planned
			return nil
		})
		return c.planned, err
	},
	read: func(s *session, state Object) (Object, error) {
		t, err := s.world.get(policyKind, s.aws.scope(""), text(state, "id"))
		if err != nil {
			return nil, err
		}
		return stateFrom(state, t.Attributes), nil
	},
	remove: func(s *session, state Object) error {
		return s.world.remove(policyKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) { return Object{"id": id, "arn": id}, nil },
}

func createPolicy(s *session, c *change) (Object, error) {
	if err := checkPolicySize(c.planned); err != nil {
		return nil, err
	}
	name := text(c.planned, "name")
	if name == "" {
		name = firstOf(text(c.planned, "name_prefix"), "terraform-") + strings.ToLower(randomID(20))
	}
	path := firstOf(text(c.planned, "path"), "/")
	state := stateFrom(c.planned, Object{
		"arn":              fmt.Sprintf("arn:%s:iam::%s:policy%s%s", s.aws.partition(), s.aws.id, path, name),
		"attachment_count": number(0),
		"name":             name,
		"policy_id":        "ANPA" + randomID(16),
	})
	state["id"] = state["arn"]
	for name, v := range state {
		if v == unknown {
			state[name] = nil
		}
	}
	t := thing{Kind: policyKind, Scope: s.aws.scope(""), ID: text(state, "id"), MadeBy: s.madeBy, Attributes: state}
	err := s.world.create(t, func(other thing) error {
		if !t.sameKey(other) {
			return nil
		}
		return fmt.Errorf("creating IAM Policy (%s): EntityAlreadyExists: A policy called %s already exists.", name, name)
	})
	return state, err
}

func validateDocument(config Object, attribute string) []problem {
	document, ok := config[attribute].(string)
	if !ok || json.Valid([]byte(document)) {
		return nil
	}
	return []problem{{summary: fmt.Sprintf("%q contains an invalid JSON policy", attribute), attribute: attribute}}
}

// checkPolicySize is the quota of a managed policy, white space not counted.
func checkPolicySize(planned Object) error {
	size := 0
	for _, r := range text(planned, "policy") {
		if !unicode.IsSpace(r) {
			size++
		}
	}
	if size > 6144 {
		return errors.New("creating IAM Policy: LimitExceeded: Cannot exceed quota for PolicySize: 6144")
	}
	return nil
}

func randomID(length int) string {
	return rand.Text()[:length]
}
