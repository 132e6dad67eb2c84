package main

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// aws_ssm_parameter. The world keeps the value; the state keeps it too, unless it came as value_wo.
var ssmParameter = resource{
	legacy:   true,
	forceNew: []string{"name", "data_type", "region"},
	validate: validateParameter,
	plan:     planParameter,
	create:   createParameter,
	update:   updateParameter,
	read:     refreshParameter,
	remove: func(s *session, state Object) error {
		return s.world.remove("aws_ssm_parameter", s.aws.scope(s.aws.regionFor(state)), text(state, "id"))
	},
	imports: func(s *session, id string) (Object, error) {
		name, region := id, s.aws.region
		if at := strings.LastIndex(id, "@"); at > 0 {
			name, region = id[:at], id[at+1:]
		}
		return Object{"id": name, "name": name, "region": region, "has_value_wo": false}, nil
	},
}

var (
	parameterTypes = []string{"String", "StringList", "SecureString"}
	parameterTiers = []string{"Standard", "Advanced", "Intelligent-Tiering"}
)

func validateParameter(config Object) []problem {
	var out []problem
	refuse := func(attribute, detail string, args ...any) {
		out = append(out, problem{
			summary:   "Invalid combination of arguments",
			detail:    fmt.Sprintf(detail, args...),
			attribute: attribute,
		})
	}
	given := 0
	for _, name := range []string{"value", "insecure_value", "value_wo"} {
		if config[name] != nil {
			given++
		}
	}
	if given != 1 {
		refuse("value", "one of `insecure_value,value,value_wo` must be specified, and only one")
	}
	if (config["value_wo"] == nil) != (config["value_wo_version"] == nil) {
		refuse("value_wo_version", "all of `value_wo,value_wo_version` must be specified")
	}
	oneOf := func(name string, allowed []string) {
		if v, ok := config[name].(string); ok && !slices.Contains(allowed, v) {
			refuse(name, "expected %s to be one of %q, got %s", name, allowed, v)
		}
	}
	oneOf("type", parameterTypes)
	oneOf("tier", parameterTiers)
	oneOf("data_type", []string{"aws:ec2:image", "aws:ssm:integration", "text"})
	if v, ok := config["name"].(string); ok && (v == "" || len(v) > 2048) {
		refuse("name", "expected length of name to be in the range (1 - 2048), got %s", v)
	}
	if len(text(config, "description")) > 1024 {
		refuse("description", "expected length of description to be in the range (0 - 1024)")
	}
	return out
}

func planParameter(s *session, c *change) error {
	if c.planned == nil {
		return nil
	}
	if c.config["region"] == nil && c.creates() {
		c.planned["region"] = s.aws.region
	}
	s.aws.planTags(c)
	if c.creates() {
		return nil
	}
	if c.changes("value") || c.changes("description") {
		c.planned["version"] = unknown
	}
	if c.changes("value_wo_version") {
		c.planned["has_value_wo"] = unknown
	}
	if text(c.config, "tier") == "Intelligent-Tiering" && text(c.prior, "tier") != "" {
		c.planned["tier"] = c.prior["tier"]
	}
	if text(c.prior, "tier") == "Advanced" && text(c.planned, "tier") == "Standard" {
		c.replaceFor("tier")
	}
	return nil
}

func createParameter(s *session, c *change) (Object, error) {
	name, region := text(c.planned, "name"), s.aws.regionFor(c.planned)
	t := thing{
		Kind:   "aws_ssm_parameter",
		Scope:  s.aws.scope(region),
		ID:     name,
		MadeBy: s.madeBy,
		Attributes: Object{
			"arn": fmt.Sprintf("arn:%s:ssm:%s:%s:parameter/%s",
				partitionOf(region), region, s.aws.id, strings.TrimPrefix(name, "/")),
			"id":      name,
			"name":    name,
			"region":  region,
			"version": number(0),
		},
	}
	if err := putParameter(&t, c, firstValue(c)); err != nil {
		return nil, fmt.Errorf("creating SSM Parameter (%s): %w", name, err)
	}
	err := s.world.create(t, func(other thing) error {
		if t.sameKey(other) {
			return errParameterExists
		}
		return nil
	})
	if errors.Is(err, errParameterExists) && flag(c.config, "overwrite") {
		err = s.world.change(t.Kind, t.Scope, t.ID, func(existing *thing) error {
			existing.MadeBy = s.madeBy
			return putParameter(existing, c, firstValue(c))
		})
	}
	if err != nil {
		return nil, fmt.Errorf("creating SSM Parameter (%s): %w", name, err)
	}
	return refreshApplied(s, c)
}

func updateParameter(s *session, c *change) (Object, error) {
	id, scope := text(c.prior, "id"), s.aws.scope(s.aws.regionFor(c.prior))
	err := s.world.change("aws_ssm_parameter", scope, id, func(t *thing) error {
		t.Attributes["tags"], t.Attributes["tags_all"] = c.planned["tags"], c.planned["tags_all"]
		onlyTags := true
		for name := range c.planned {
			if c.changes(name) && !slices.Contains([]string{"overwrite", "tags", "tags_all"}, name) {
				onlyTags = false
			}
		}
		if onlyTags {
			return nil
		}
		if overwrite, ok := c.config["overwrite"].(bool); ok && !overwrite {
			return errParameterExists
		}
		// As in the true provider: value_wo is sent only when value_wo_version changes, so any other change of
		// such a parameter sends an empty value, which AWS refuses.
		value := text(c.planned, "value")
		if v := text(c.planned, "insecure_value"); v != "" {
			value = v
		}
		if v := text(c.config, "value_wo"); v != "" && c.changes("value_wo_version") {
			value = v
		}
		return putParameter(t, c, value)
	})
	if err != nil {
		return nil, fmt.Errorf("updating SSM Parameter (%s): %w", id, err)
	}
	return refreshApplied(s, c)
}

// firstValue is the value that a create sends.
func firstValue(c *change) string {
	return firstOf(text(c.config, "value_wo"), text(c.planned, "insecure_value"), text(c.planned, "value"))
}

// refreshApplied is the state after an apply: what AWS has, without a value that came as value_wo.
func refreshApplied(s *session, c *change) (Object, error) {
	state := copyOf(c.planned)
	state["id"] = text(c.planned, "name")
	state["has_value_wo"] = nil
	if text(c.config, "value_wo") != "" {
		state["has_value_wo"] = true
	}
	if state["insecure_value"] == unknown {
		state["insecure_value"] = nil
	}
	return refreshParameter(s, state)
}

func refreshParameter(s *session, state Object) (Object, error) {
	t, err := s.world.get("aws_ssm_parameter", s.aws.scope(s.aws.regionFor(state)), text(state, "id"))
	if err != nil {
		return nil, err
	}
	out := stateFrom(state, t.Attributes)
	switch {
	case flag(state, "has_value_wo"):
		out["value"], out["insecure_value"] = nil, nil
	case text(state, "insecure_value") != "" && text(t.Attributes, "type") != "SecureString":
		out["insecure_value"], out["value"] = t.Attributes["value"], nil
	case text(state, "insecure_value") != "":
		return nil, errors.New("invalid configuration, cannot set type = SecureString and insecure_value")
	}
	out["value_wo"] = nil
	return out, nil
}

var parameterARN = regexp.MustCompile(`^arn:[a-z-]+:ssm:([a-z0-9-]+):[0-9]{12}:parameter(/.+)$`)

// openSSMParameter reads a parameter by its ARN, in the region that the ARN names.
func openSSMParameter(s *session, config Object) (Object, error) {
	parts := parameterARN.FindStringSubmatch(text(config, "arn"))
	if parts == nil {
		return nil, fmt.Errorf("reading SSM Parameter: invalid ARN %q", text(config, "arn"))
	}
	found, err := readSSMParameter(s, Object{
		"name":            parts[2],
		"region":          parts[1],
		"with_decryption": config["with_decryption"],
	})
	if err != nil {
		return nil, err
	}
	return stateFrom(config, Object{
		"name":    parts[2],
		"region":  parts[1],
		"type":    found["type"],
		"value":   found["value"],
		"version": found["version"],
	}), nil
}

func readSSMParameter(s *session, config Object) (Object, error) {
	name, region := text(config, "name"), s.aws.regionFor(config)
	t, err := s.world.get("aws_ssm_parameter", s.aws.scope(region), name)
	if errors.Is(err, errGone) {
		return nil, fmt.Errorf("reading SSM Parameter (%s): couldn't find resource", name)
	}
	if err != nil {
		return nil, err
	}
	out := Object{"id": name, "region": region, "with_decryption": true}
	if v, ok := config["with_decryption"].(bool); ok {
		out["with_decryption"] = v
	}
	for _, k := range []string{"arn", "type", "value", "version"} {
		out[k] = t.Attributes[k]
	}
	secret := text(t.Attributes, "type") == "SecureString"
	if !secret {
		out["insecure_value"] = out["value"]
	} else if out["with_decryption"] == false {
		digest := sha256.Sum256([]byte(text(t.Attributes, "value")))
		out["value"] = "AQICAH" + base64.StdEncoding.EncodeToString(digest[:])
	}
	return out, nil
}
