package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const secret = "ghp_averysecrettoken"

var aws = Object{"region": "eu-central-1"}

func patParameter(value string, version int) Object {
	return Object{
		"name": "/github/pat", "type": "SecureString", "value_wo": value, "value_wo_version": number(version),
	}
}

func TestAWriteOnlyValueIsInNoAnswerAndInTheWorld(t *testing.T) {
	c := start(t, "aws", aws)
	planned, problem := c.plan("aws_ssm_parameter", nil, patParameter(secret, 1))
	if problem != "" {
		t.Fatal(problem)
	}
	if strings.Contains(string(planned.PlannedState.MsgPack), secret) {
		t.Error("the plan holds it")
	}
	state := c.applied("aws_ssm_parameter", nil, patParameter(secret, 1))
	if strings.Contains(jsonOf(state), secret) || strings.Contains(jsonOf(c.read("aws_ssm_parameter", state)), secret) {
		t.Error("the state holds it")
	}
	if state["has_value_wo"] != true || state["value"] != nil {
		t.Errorf("has_value_wo is %v, value is %v", state["has_value_wo"], state["value"])
	}
	if !strings.Contains(worldText(t), secret) {
		t.Error("the world doesn't hold it")
	}
	found, _ := c.data("aws_ssm_parameter", Object{"name": "/github/pat"})
	if found["value"] != secret {
		t.Error("the data source doesn't return it")
	}
}

func TestOnlyANewVersionSendsAWriteOnlyValue(t *testing.T) {
	c := start(t, "aws", aws)
	state := c.applied("aws_ssm_parameter", nil, patParameter(secret, 1))
	if !c.isEmptyPlan("aws_ssm_parameter", state, patParameter("another-value", 1)) {
		t.Error("another value alone must not change the plan")
	}
	state = c.applied("aws_ssm_parameter", state, patParameter("another-value", 2))
	if strings.Contains(worldText(t), secret) || !strings.Contains(worldText(t), "another-value") {
		t.Error("the new version didn't replace the value")
	}
	if whole(state, "version") != 2 {
		t.Errorf("version is %v", state["version"])
	}
}

func TestAProviderThatLeaksAWriteOnlyValuePanics(t *testing.T) {
	c := start(t, "aws", aws)
	leaky := ssmParameter
	for name, leak := range map[string]func(*change){
		"in its own attribute": func(c *change) { c.planned["value_wo"] = c.config["value_wo"] },
		"in another attribute": func(c *change) { c.planned["description"] = "token: " + text(c.config, "value_wo") },
	} {
		t.Run(name, func(t *testing.T) {
			leaky.plan = func(_ *session, change *change) error { leak(change); return nil }
			c.provider = provider{resources: map[string]resource{"aws_ssm_parameter": leaky}}
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			c.plan("aws_ssm_parameter", nil, patParameter(secret, 1))
		})
	}
}

func TestTheLogNamesObjectsAndNoValues(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv("STAND_IN_LOG", log)
	c := start(t, "aws", aws)
	state := c.applied("aws_ssm_parameter", nil, patParameter(secret, 1))
	c.apply("aws_ssm_parameter", nil, patParameter(secret, 1))
	c.applied("aws_ssm_parameter", state, nil)
	raw, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	wanted := "create aws_ssm_parameter /github/pat\n" +
		"create-refused aws_ssm_parameter /github/pat\n" +
		"delete aws_ssm_parameter /github/pat\n"
	if string(raw) != wanted {
		t.Errorf("the log is\n%s", raw)
	}
}
