package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// AWS's side of aws_ssm_parameter: what it refuses, and what it then stores.

var (
	parameterName = regexp.MustCompile(`^[a-zA-Z0-9_.\-/]+$`)
	reservedName  = regexp.MustCompile(`(?i)^/?(aws|ssm)`)
)

var errParameterExists = errors.New("operation error SSM: PutParameter, https response error StatusCode: 400, " +
	"ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in " +
	"the request to true.")

func parameterRefused(format string, args ...any) error {
	return fmt.Errorf("operation error SSM: PutParameter, https response error StatusCode: 400, "+
		"api error ValidationException: "+format, args...)
}

// putParameter is AWS's PutParameter: it checks the request and sets what the parameter then holds.
func putParameter(t *thing, c *change, value string) error {
	name, tier, kind := text(c.planned, "name"), text(c.planned, "tier"), text(c.planned, "type")
	if value == "" {
		return parameterRefused("1 validation error detected: Value '' at 'value' failed to satisfy constraint: " +
			"Member must have length greater than or equal to 1")
	}
	if !parameterName.MatchString(name) {
		return parameterRefused("Parameter name: can't contain characters other than letters, digits and ./_-")
	}
	if reservedName.MatchString(name) {
		return parameterRefused("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)")
	}
	if strings.Contains(name[1:], "/") && !strings.HasPrefix(name, "/") {
		return parameterRefused("Parameter name must be a fully qualified name: it has to start with /")
	}
	if strings.Count(name, "/") > 15 {
		return parameterRefused("Parameter hierarchy can have a maximum of fifteen levels")
	}
	switch {
	case tier == "" || tier == "Standard" || (tier == "Intelligent-Tiering" && len(value) <= 4096):
		if len(value) > 4096 {
			return parameterRefused("Standard tier parameters support a maximum parameter value of 4096 " +
				"characters. To create a larger parameter value, upgrade the parameter to use the " +
				"advanced-parameter tier.")
		}
		tier = "Standard"
	case len(value) > 8192:
		return parameterRefused("Advanced tier parameters support a maximum parameter value of 8192 characters.")
	default:
		tier = "Advanced"
	}
	if pattern := text(c.planned, "allowed_pattern"); pattern != "" {
		if ok, err := regexp.MatchString(pattern, value); err != nil || !ok {
			return fmt.Errorf("ParameterPatternMismatchException: Parameter value, cannot be validated against "+
				"allowedPattern: %s", pattern)
		}
	}
	a := t.Attributes
	a["key_id"] = nil
	if kind == "SecureString" {
		a["key_id"] = firstOf(text(c.planned, "key_id"), "alias/aws/ssm")
	}
	a["value"], a["type"], a["tier"] = value, kind, tier
	a["data_type"] = firstOf(text(c.planned, "data_type"), "text")
	for _, name := range []string{"allowed_pattern", "description", "tags", "tags_all"} {
		a[name] = c.planned[name]
	}
	a["version"] = number(whole(a, "version") + 1)
	return nil
}
