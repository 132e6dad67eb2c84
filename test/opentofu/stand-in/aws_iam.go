package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// IAM is only there so that a root module with it plans and applies: names and documents are checked, nothing is
// ever allowed or denied.

const (
	policyKind     = "aws_iam_policy"
	roleKind       = "aws_iam_role"
	attachmentKind = "aws_iam_role_policy_attachment"
)

var iamPolicy = resource{
	legacy:   true,
	forceNew: []string{"description", "name", "name_prefix", "path"},
	defaults: Object{"path": "/"},
	validate: func(config Object) []problem { return validateDocument(config, "policy") },
	plan:     planIAM,
	create: func(s *session, c *change) (Object, error) {
		if err := checkPolicySize(c.planned); err != nil {
			return nil, err
		}
		name := iamName(c.planned)
		state := stateFrom(c.planned, Object{
			"arn":              s.aws.iamARN("policy", text(c.planned, "path"), name),
			"attachment_count": number(0),
			"name":             name,
			"policy_id":        "ANPA" + randomID(16),
		})
		state["id"] = state["arn"]
		return createIAM(s, policyKind, state, "policy")
	},
	update: func(s *session, c *change) (Object, error) {
		if err := checkPolicySize(c.planned); err != nil {
			return nil, err
		}
		return updateIAM(s, policyKind, c)
	},
	read: func(s *session, state Object) (Object, error) { return readIAM(s, policyKind, state) },
	remove: func(s *session, state Object) error {
		if err := refuseAttached(s, "policy_arn", text(state, "arn"), "policy attached to entities"); err != nil {
			return err
		}
		return s.world.remove(policyKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) { return Object{"id": id, "arn": id}, nil },
}

var iamRole = resource{
	legacy:   true,
	forceNew: []string{"name", "name_prefix", "path"},
	defaults: Object{"force_detach_policies": false, "max_session_duration": number(3600), "path": "/"},
	validate: func(config Object) []problem { return validateDocument(config, "assume_role_policy") },
	plan:     planIAM,
	create: func(s *session, c *change) (Object, error) {
		name := iamName(c.planned)
		state := stateFrom(c.planned, Object{
			"arn":                 s.aws.iamARN("role", text(c.planned, "path"), name),
			"create_date":         time.Now().UTC().Format(time.RFC3339),
			"id":                  name,
			"name":                name,
			"unique_id":           "AROA" + randomID(16),
			"managed_policy_arns": []any{},
		})
		return createIAM(s, roleKind, state, "role")
	},
	update: func(s *session, c *change) (Object, error) { return updateIAM(s, roleKind, c) },
	read:   func(s *session, state Object) (Object, error) { return readIAM(s, roleKind, state) },
	remove: func(s *session, state Object) error {
		if !flag(state, "force_detach_policies") {
			if err := refuseAttached(s, "role", text(state, "name"), "entity, must detach all policies first"); err != nil {
				return err
			}
		}
		return s.world.remove(roleKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) {
		return Object{"id": id, "name": id, "force_detach_policies": false}, nil
	},
}

var iamRolePolicyAttachment = resource{
	legacy:   true,
	forceNew: []string{"policy_arn", "role"},
	create: func(s *session, c *change) (Object, error) {
		role, arn := text(c.planned, "role"), text(c.planned, "policy_arn")
		if _, err := s.world.get(roleKind, s.aws.scope(""), role); err != nil {
			return nil, fmt.Errorf("attaching IAM Policy (%s) to IAM Role (%s): NoSuchEntity: The role with name %s "+
				"cannot be found.", arn, role, role)
		}
		managedByAWS := strings.Contains(arn, ":iam::aws:policy/")
		if _, err := s.world.get(policyKind, s.aws.scope(""), arn); err != nil && !managedByAWS {
			return nil, fmt.Errorf("attaching IAM Policy (%s) to IAM Role (%s): NoSuchEntity: Policy %s does not exist "+
				"or is not attachable.", arn, role, arn)
		}
		state := stateFrom(c.planned, Object{"id": role + "/" + arn})
		return createIAM(s, attachmentKind, state, "attachment")
	},
	read: func(s *session, state Object) (Object, error) { return readIAM(s, attachmentKind, state) },
	remove: func(s *session, state Object) error {
		return s.world.remove(attachmentKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) {
		role, arn, ok := strings.Cut(id, "/")
		if !ok {
			return nil, fmt.Errorf("unexpected format of ID (%s), expected <role-name>/<policy_arn>", id)
		}
		return Object{"id": id, "role": role, "policy_arn": arn}, nil
	},
}

func (a awsAccount) iamARN(kind, path, name string) string {
	return fmt.Sprintf("arn:%s:iam::%s:%s%s%s", a.partition(), a.id, kind, firstOf(path, "/"), name)
}

func iamName(planned Object) string {
	if name := text(planned, "name"); name != "" {
		return name
	}
	return firstOf(text(planned, "name_prefix"), "terraform-") + strings.ToLower(randomID(20))
}

func planIAM(s *session, c *change) error {
	if c.planned != nil {
		s.aws.planTags(c)
	}
	return nil
}

func validateDocument(config Object, name string) []problem {
	document, ok := config[name].(string)
	if !ok || json.Valid([]byte(document)) {
		return nil
	}
	return []problem{{summary: fmt.Sprintf("%q contains an invalid JSON policy", name), attribute: name}}
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

func createIAM(s *session, kind string, state Object, noun string) (Object, error) {
	for name, v := range state {
		if v == unknown {
			state[name] = nil
		}
	}
	t := thing{Kind: kind, Scope: s.aws.scope(""), ID: text(state, "id"), MadeBy: s.madeBy, Attributes: state}
	err := s.world.create(t, func(other thing) error {
		if !t.sameKey(other) || kind == attachmentKind { // to attach again is no error
			return nil
		}
		return fmt.Errorf("creating IAM %s (%s): EntityAlreadyExists: %s with name %s already exists.",
			noun, text(state, "name"), noun, text(state, "name"))
	})
	return state, err
}

func updateIAM(s *session, kind string, c *change) (Object, error) {
	err := s.world.change(kind, s.aws.scope(""), text(c.prior, "id"), func(t *thing) error {
		t.Attributes = c.planned
		return nil
	})
	return c.planned, err
}

func readIAM(s *session, kind string, state Object) (Object, error) {
	t, err := s.world.get(kind, s.aws.scope(""), text(state, "id"))
	if err != nil {
		return nil, err
	}
	return stateFrom(state, t.Attributes, "force_detach_policies"), nil
}

func refuseAttached(s *session, end, id, reason string) error {
	attachments, err := s.world.list(attachmentKind)
	if err != nil {
		return err
	}
	for _, a := range attachments {
		if a.Scope == s.aws.scope("") && text(a.Attributes, end) == id {
			return fmt.Errorf("deleting %s: DeleteConflict: Cannot delete %s.", id, reason)
		}
	}
	return nil
}

func randomID(length int) string {
	return rand.Text()[:length]
}
