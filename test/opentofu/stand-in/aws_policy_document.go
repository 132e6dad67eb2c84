package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// policyDocument is written field by field in the order and form of the true data source, since the text ends up
// in policies and in plans.
type policyDocument struct {
	Version   string            `json:",omitempty"`
	ID        string            `json:"Id,omitempty"`
	Statement []policyStatement `json:",omitempty"`
}

type policyStatement struct {
	Sid          string `json:",omitempty"`
	Effect       string `json:",omitempty"`
	Action       any    `json:",omitempty"`
	NotAction    any    `json:",omitempty"`
	Resource     any    `json:",omitempty"`
	NotResource  any    `json:",omitempty"`
	Principal    any    `json:",omitempty"`
	NotPrincipal any    `json:",omitempty"`
	Condition    any    `json:",omitempty"`
}

// readPolicyDocument is the data source aws_iam_policy_document.
func readPolicyDocument(_ *session, config Object) (Object, error) {
	merged := policyDocument{}
	for _, source := range stringsOf(config["source_policy_documents"]) {
		if err := merged.mergeJSON(source); err != nil {
			return nil, err
		}
	}
	own, err := documentOf(config)
	if err != nil {
		return nil, err
	}
	merged.merge(own)
	for _, override := range stringsOf(config["override_policy_documents"]) {
		if err := merged.mergeJSON(override); err != nil {
			return nil, err
		}
	}
	pretty, err := json.MarshalIndent(merged, "", "  ")
	if err != nil {
		return nil, err
	}
	minified, err := json.Marshal(merged)
	if err != nil {
		return nil, err
	}
	out := Object{
		"id":            fmt.Sprintf("%x", sha256.Sum256(pretty))[:10],
		"json":          string(pretty),
		"minified_json": string(minified),
		"version":       own.Version,
		"statement":     config["statement"],
	}
	for _, one := range blocksOf(config["statement"]) {
		if one["effect"] == nil {
			one["effect"] = "Allow"
		}
	}
	return out, nil
}

func documentOf(config Object) (policyDocument, error) {
	doc := policyDocument{Version: firstOf(text(config, "version"), "2012-10-17"), ID: text(config, "policy_id")}
	for _, one := range blocksOf(config["statement"]) {
		sid := text(one, "sid")
		for _, other := range doc.Statement {
			if sid != "" && other.Sid == sid {
				return doc, fmt.Errorf("writing IAM Policy Document: duplicate Sid (%s). Remove the Sid or ensure the "+
					"Sid is unique.", sid)
			}
		}
		doc.Statement = append(doc.Statement, policyStatement{
			Sid:          sid,
			Effect:       firstOf(text(one, "effect"), "Allow"),
			Action:       oneOrMany(stringsOf(one["actions"])),
			NotAction:    oneOrMany(stringsOf(one["not_actions"])),
			Resource:     oneOrMany(stringsOf(one["resources"])),
			NotResource:  oneOrMany(stringsOf(one["not_resources"])),
			Principal:    principalsOf(one["principals"]),
			NotPrincipal: principalsOf(one["not_principals"]),
			Condition:    conditionsOf(one["condition"]),
		})
	}
	return doc, nil
}

func blocksOf(v any) []Object {
	list, _ := v.([]any)
	out := make([]Object, 0, len(list))
	for _, e := range list {
		if block, ok := e.(Object); ok {
			out = append(out, block)
		}
	}
	return out
}

// oneOrMany is a single string or, from the second on, a list in falling order; `&{` stands for `${`.
func oneOrMany(list []string) any {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ReplaceAll(s, "&{", "${")
	}
	if len(out) == 1 {
		return out[0]
	}
	sort.Sort(sort.Reverse(sort.StringSlice(out)))
	return out
}

func principalsOf(v any) any {
	all := map[string][]string{}
	for _, one := range blocksOf(v) {
		kind := text(one, "type")
		all[kind] = append(all[kind], stringsOf(one["identifiers"])...)
	}
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 && slices.Equal(all["*"], []string{"*"}) {
		return "*"
	}
	out := map[string]any{}
	for kind, identifiers := range all {
		out[kind] = oneOrMany(identifiers)
	}
	return out
}

func conditionsOf(v any) any {
	out := map[string]map[string]any{}
	for _, one := range blocksOf(v) {
		test, values := text(one, "test"), stringsOf(one["values"])
		for i, s := range values {
			values[i] = strings.ReplaceAll(s, "&{", "${")
		}
		if out[test] == nil {
			out[test] = map[string]any{}
		}
		out[test][text(one, "variable")] = values
		if len(values) == 1 {
			out[test][text(one, "variable")] = values[0]
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (d *policyDocument) mergeJSON(raw string) error {
	var other policyDocument
	if err := json.Unmarshal([]byte(raw), &other); err != nil {
		return fmt.Errorf("writing IAM Policy Document: merging document: %w", err)
	}
	d.merge(other)
	return nil
}

// merge adds the statements of other; one with a Sid that is already there takes its place.
func (d *policyDocument) merge(other policyDocument) {
	d.ID = firstOf(other.ID, d.ID)
	d.Version = max(d.Version, other.Version)
	for _, statement := range other.Statement {
		at := slices.IndexFunc(d.Statement, func(s policyStatement) bool {
			return s.Sid != "" && s.Sid == statement.Sid
		})
		if at >= 0 {
			d.Statement[at] = statement
		} else {
			d.Statement = append(d.Statement, statement)
		}
	}
}
