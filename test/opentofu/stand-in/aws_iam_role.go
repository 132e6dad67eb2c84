package main

import (
	"errors"
	"fmt"
	"strings"
)

const (
	roleKind        = "aws_iam_role"
	attachmentKind  = "aws_iam_role_policy_attachment"
	associationKind = "aws_eks_pod_identity_association"
)

// A role, what is attached to it and which ServiceAccount has it are there so that a root module with them plans, applies
// and is destroyed in the right order; nobody is given the role.
var iamRole = resource{
	legacy:   true,
	forceNew: []string{"name", "name_prefix", "path"},
	defaults: Object{"path": "/", "max_session_duration": number(3600), "force_detach_policies": false},
	validate: func(config Object) []problem { return validateDocument(config, "assume_role_policy") },
	plan: func(s *session, c *change) error {
		if c.planned != nil {
			s.aws.planTags(c)
		}
		return nil
	},
	create: func(s *session, c *change) (Object, error) {
		name := text(c.planned, "name")
		state := stateFrom(c.planned, Object{
			"arn":         fmt.Sprintf("arn:%s:iam::%s:role%s%s", s.aws.partition(), s.aws.id, text(c.planned, "path"), name),
			"create_date": "2026-01-01T00:00:00Z",
			"id":          name,
			"unique_id":   "AROA" + randomID(16),
		})
		for key, v := range state {
			if v == unknown {
				state[key] = nil
			}
		}
		return state, s.createNamed(roleKind, s.aws.scope(""), name, state, "creating IAM Role (%s): EntityAlreadyExists: Role with name %s already exists.")
	},
	update: func(s *session, c *change) (Object, error) { return s.updateNamed(roleKind, s.aws.scope(""), c) },
	read:   func(s *session, state Object) (Object, error) { return s.readNamed(roleKind, s.aws.scope(""), state) },
	remove: func(s *session, state Object) error {
		attached, err := s.world.list(attachmentKind)
		if err != nil {
			return err
		}
		for _, other := range attached {
			if text(other.Attributes, "role") == text(state, "name") && !flag(state, "force_detach_policies") {
				return errors.New("deleting IAM Role: DeleteConflict: Cannot delete entity, must detach all policies first.")
			}
		}
		return s.world.remove(roleKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) { return Object{"id": id, "name": id}, nil },
}

var iamRolePolicyAttachment = resource{
	legacy:   true,
	forceNew: []string{"policy_arn", "role"},
	create: func(s *session, c *change) (Object, error) {
		role, policy := text(c.planned, "role"), text(c.planned, "policy_arn")
		for kind, id := range map[string]string{roleKind: role, policyKind: policy} {
			if _, err := s.world.get(kind, s.aws.scope(""), id); err != nil {
				return nil, fmt.Errorf("attaching IAM Policy (%s) to IAM Role (%s): NoSuchEntity: %s", policy, role, id)
			}
		}
		id := role + "/" + policy
		state := stateFrom(c.planned, Object{"id": id})
		return state, s.createNamed(attachmentKind, s.aws.scope(""), id, state, "%s: %s exists")
	},
	read: func(s *session, state Object) (Object, error) {
		return s.readNamed(attachmentKind, s.aws.scope(""), state)
	},
	remove: func(s *session, state Object) error {
		return s.world.remove(attachmentKind, s.aws.scope(""), text(state, "id"))
	},
	imports: func(_ *session, id string) (Object, error) {
		role, policy, _ := strings.Cut(id, "/")
		return Object{"id": id, "role": role, "policy_arn": policy}, nil
	},
}

// A ServiceAccount of a cluster has one role.
var podIdentityAssociation = resource{
	forceNew: []string{"cluster_name", "namespace", "region", "service_account"},
	plan: func(s *session, c *change) error {
		if c.planned == nil {
			return nil
		}
		if c.config["region"] == nil && c.creates() {
			c.planned["region"] = s.aws.region
		}
		s.aws.planTags(c)
		return nil
	},
	create: func(s *session, c *change) (Object, error) {
		cluster := text(c.planned, "cluster_name")
		id := strings.Join([]string{cluster, text(c.planned, "namespace"), text(c.planned, "service_account")}, "/")
		association := "a-" + strings.ToLower(randomID(17))
		region := s.aws.regionFor(c.planned)
		state := stateFrom(c.planned, Object{
			"association_arn": fmt.Sprintf("arn:%s:eks:%s:%s:podidentityassociation/%s/%s", s.aws.partition(), region, s.aws.id, cluster, association),
			"association_id":  association,
			"id":              association,
		})
		for key, v := range state {
			if v == unknown {
				state[key] = nil
			}
		}
		err := s.createNamed(associationKind, s.aws.scope(region), id, state, "creating EKS Pod Identity Association (%s): ResourceInUseException: Association already exists: %s")
		return state, err
	},
	update: func(s *session, c *change) (Object, error) {
		err := s.world.change(associationKind, s.aws.scope(s.aws.regionFor(c.planned)), associated(c.planned), func(t *thing) error {
			t.Attributes = c.planned
			return nil
		})
		return c.planned, err
	},
	read: func(s *session, state Object) (Object, error) {
		t, err := s.world.get(associationKind, s.aws.scope(s.aws.regionFor(state)), associated(state))
		if err != nil {
			return nil, err
		}
		return stateFrom(state, t.Attributes), nil
	},
	remove: func(s *session, state Object) error {
		return s.world.remove(associationKind, s.aws.scope(s.aws.regionFor(state)), associated(state))
	},
	label: associated,
	imports: func(s *session, id string) (Object, error) {
		cluster, association, _ := strings.Cut(id, ",")
		others, err := s.world.list(associationKind)
		for _, other := range others {
			if text(other.Attributes, "cluster_name") == cluster && text(other.Attributes, "association_id") == association {
				return other.Attributes, nil
			}
		}
		return nil, errors.Join(err, errGone)
	},
}

func associated(o Object) string {
	return strings.Join([]string{text(o, "cluster_name"), text(o, "namespace"), text(o, "service_account")}, "/")
}

func (s *session) createNamed(kind, scope, id string, state Object, taken string) error {
	t := thing{Kind: kind, Scope: scope, ID: id, MadeBy: s.madeBy, Attributes: state}
	return s.world.create(t, func(other thing) error {
		if t.sameKey(other) {
			return fmt.Errorf(taken, id, id)
		}
		return nil
	})
}

func (s *session) updateNamed(kind, scope string, c *change) (Object, error) {
	err := s.world.change(kind, scope, text(c.prior, "id"), func(t *thing) error {
		t.Attributes = c.planned
		return nil
	})
	return c.planned, err
}

func (s *session) readNamed(kind, scope string, state Object) (Object, error) {
	t, err := s.world.get(kind, scope, text(state, "id"))
	if err != nil {
		return nil, err
	}
	return stateFrom(state, t.Attributes), nil
}
