package main

import (
	"strings"
	"testing"
)

func plainParameter(value string) Object {
	return Object{"name": "/a/b", "type": "SecureString", "value": value}
}

func TestAParameterIsCreatedOnceUnlessItMayBeOverwritten(t *testing.T) {
	c := start(t, "aws", aws)
	c.applied("aws_ssm_parameter", nil, plainParameter("one"))
	_, problem := c.apply("aws_ssm_parameter", nil, plainParameter("two"))
	expectError(t, problem, "ParameterAlreadyExists: The parameter already exists.")
	overwrite := plainParameter("two")
	overwrite["overwrite"] = true
	if state := c.applied("aws_ssm_parameter", nil, overwrite); whole(state, "version") != 2 {
		t.Errorf("version is %v", state["version"])
	}
}

func TestAnotherRegionOrAccountHasParametersOfItsOwn(t *testing.T) {
	start(t, "aws", aws).applied("aws_ssm_parameter", nil, plainParameter("one"))
	start(t, "aws", Object{"region": "us-east-1"}).applied("aws_ssm_parameter", nil, plainParameter("two"))
	role := Object{"role_arn": "arn:aws:iam::210987654321:role/deploy"}
	other := start(t, "aws", Object{"region": "eu-central-1", "assume_role": []any{role}})
	state := other.applied("aws_ssm_parameter", nil, plainParameter("three"))
	if state["arn"] != "arn:aws:ssm:eu-central-1:210987654321:parameter/a/b" {
		t.Errorf("arn is %v", state["arn"])
	}
}

func TestAParameterSettlesAndFollowsTheWorld(t *testing.T) {
	c := start(t, "aws", Object{"region": "eu-central-1", "default_tags": []any{Object{"tags": Object{"team": "x"}}}})
	config := plainParameter("one")
	config["tags"] = Object{"env": "dev"}
	state := c.applied("aws_ssm_parameter", nil, config)
	if !c.isEmptyPlan("aws_ssm_parameter", c.read("aws_ssm_parameter", state), config) {
		t.Error("the second plan isn't empty")
	}
	if got := jsonOf(state["tags_all"]); got != `{"env":"dev","team":"x"}` {
		t.Errorf("tags_all is %s", got)
	}
	c.applied("aws_ssm_parameter", state, nil)
	if c.read("aws_ssm_parameter", state) != nil {
		t.Error("a destroyed parameter is still read")
	}
	_, problem := c.data("aws_ssm_parameter", Object{"name": "/a/b"})
	expectError(t, problem, "reading SSM Parameter (/a/b): couldn't find resource")
}

func TestARenamedParameterIsReplaced(t *testing.T) {
	c := start(t, "aws", aws)
	state := c.applied("aws_ssm_parameter", nil, plainParameter("one"))
	renamed := plainParameter("one")
	renamed["name"] = "/a/c"
	if got := c.replaced("aws_ssm_parameter", state, renamed); got != `AttributeName("name")` {
		t.Errorf("replaced for %s", got)
	}
}

func TestAWSRefusesWhatItWouldRefuse(t *testing.T) {
	c := start(t, "aws", aws)
	for wanted, change := range map[string]Object{
		"Standard tier parameters support a maximum": {"value": strings.Repeat("x", 4097)},
		"Advanced tier parameters support a maximum": {"value": strings.Repeat("x", 8193), "tier": "Advanced"},
		"Member must have length greater than":       {"value": ""},
		"has to start with /":                        {"name": "a/b"},
		"can't be prefixed":                          {"name": "/aws/b"},
		"fifteen levels":                             {"name": strings.Repeat("/a", 16)},
		"validated against allowedPattern":           {"allowed_pattern": "^[0-9]+$"},
	} {
		_, problem := c.apply("aws_ssm_parameter", nil, stateFrom(plainParameter("one"), change))
		expectError(t, problem, wanted)
	}
	large := stateFrom(plainParameter(strings.Repeat("x", 4097)), Object{"tier": "Intelligent-Tiering"})
	if state := c.applied("aws_ssm_parameter", nil, large); state["tier"] != "Advanced" {
		t.Errorf("tier is %v", state["tier"])
	}
}

func TestWriteOnlyParametersCantBeChangedWithoutANewVersion(t *testing.T) {
	c := start(t, "aws", aws)
	state := c.applied("aws_ssm_parameter", nil, patParameter(secret, 1))
	described := stateFrom(patParameter(secret, 1), Object{"description": "for pulling"})
	_, problem := c.apply("aws_ssm_parameter", state, described)
	expectError(t, problem, "Member must have length greater than or equal to 1")
	described["value_wo_version"] = number(2)
	c.applied("aws_ssm_parameter", state, described)
}

func TestTheValueIsGivenInExactlyOneWay(t *testing.T) {
	for name, config := range map[string]Object{
		"none":              {"name": "/a", "type": "String"},
		"two":               {"name": "/a", "type": "String", "value": "x", "insecure_value": "x"},
		"without a version": {"name": "/a", "type": "String", "value_wo": "x"},
		"unknown type":      {"name": "/a", "type": "Secure", "value": "x"},
	} {
		if len(validateParameter(config)) == 0 {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAParameterIsImportedByName(t *testing.T) {
	c := start(t, "aws", aws)
	config := plainParameter("one")
	c.applied("aws_ssm_parameter", nil, config)
	state, problem := c.imported("aws_ssm_parameter", "/a/b")
	if problem != "" || state["value"] != "one" {
		t.Fatalf("imported %v, %s", state, problem)
	}
}

func TestAKMSKeyIsFoundByIDARNOrAlias(t *testing.T) {
	c := start(t, "aws", aws)
	const id = "1234abcd-12ab-34cd-56ef-1234567890ab"
	for _, asked := range []string{id, "arn:aws:kms:eu-central-1:123456789012:key/" + id} {
		found, problem := c.data("aws_kms_key", Object{"key_id": asked})
		if problem != "" || found["id"] != id || !strings.HasSuffix(text(found, "arn"), ":key/"+id) {
			t.Errorf("%s: got %v %s", asked, found["arn"], problem)
		}
	}
	alias, problem := c.data("aws_kms_key", Object{"key_id": "alias/delivery"})
	again, _ := c.data("aws_kms_key", Object{"key_id": "arn:aws:kms:eu-central-1:123456789012:alias/delivery"})
	if problem != "" || len(text(alias, "id")) != len(id) || alias["arn"] != again["arn"] {
		t.Errorf("got %v and %v %s", alias["arn"], again["arn"], problem)
	}
}

func TestAPolicySettlesAndExistsOnceInAnAccount(t *testing.T) {
	c := start(t, "aws", aws)
	config := Object{"name": "eso", "policy": "{}", "tags": Object{"env": "dev"}}
	state := c.applied("aws_iam_policy", nil, config)
	if state["arn"] != "arn:aws:iam::123456789012:policy/eso" || state["id"] != state["arn"] {
		t.Errorf("arn is %v, id is %v", state["arn"], state["id"])
	}
	if !c.isEmptyPlan("aws_iam_policy", c.read("aws_iam_policy", state), config) {
		t.Error("the second plan isn't empty")
	}
	_, problem := c.apply("aws_iam_policy", nil, config)
	expectError(t, problem, "EntityAlreadyExists")
	changed := stateFrom(config, Object{"policy": `{"Version":"2012-10-17"}`})
	state = c.applied("aws_iam_policy", state, changed)
	imported, problem := c.imported("aws_iam_policy", text(state, "arn"))
	if problem != "" || imported["policy"] != changed["policy"] {
		t.Errorf("imported %v %s", imported, problem)
	}
	c.applied("aws_iam_policy", state, nil)
	if c.read("aws_iam_policy", state) != nil {
		t.Error("a destroyed policy is still read")
	}
}

func TestAPolicyMustBeJSONAndFitTheQuota(t *testing.T) {
	if problems := validateDocument(Object{"policy": "{"}, "policy"); len(problems) != 1 {
		t.Errorf("problems: %v", problems)
	}
	c := start(t, "aws", aws)
	fits := `"` + strings.Repeat("x", 6142) + `"`
	c.applied("aws_iam_policy", nil, Object{"name": "fits", "policy": fits + "   "})
	_, problem := c.apply("aws_iam_policy", nil, Object{"name": "large", "policy": `"x` + fits[1:]})
	expectError(t, problem, "Cannot exceed quota for PolicySize: 6144")
}

func TestAnEphemeralParameterIsReadByItsARN(t *testing.T) {
	c := start(t, "aws", aws)
	arn := "arn:aws:ssm:eu-central-1:123456789012:parameter/a/b"
	open := func() (Object, error) {
		return openSSMParameter(c.session, Object{"arn": arn, "with_decryption": true})
	}
	if _, err := open(); err == nil || !strings.Contains(err.Error(), "couldn't find resource") {
		t.Errorf("before it is there: %v", err)
	}
	config := Object{"name": "/a/b", "type": "SecureString", "value_wo": "s3cret-s3cret", "value_wo_version": number(1)}
	if state := c.applied("aws_ssm_parameter", nil, config); state["arn"] != arn {
		t.Fatalf("arn is %v", state["arn"])
	}
	opened, err := open()
	if err != nil || opened["value"] != "s3cret-s3cret" || opened["name"] != "/a/b" {
		t.Errorf("opened %v, %v", opened["name"], err)
	}
}

func TestAnEKSClusterIsOneOfItsAccountAndRegion(t *testing.T) {
	endpoint := func(config Object) string {
		found, problem := start(t, "aws", config).data("aws_eks_cluster", Object{"name": "shop"})
		if problem != "" {
			t.Fatal(problem)
		}
		return text(found, "endpoint")
	}
	role := []any{Object{"role_arn": "arn:aws:iam::210987654321:role/deploy"}}
	here := endpoint(aws)
	elsewhere := endpoint(Object{"region": "us-east-1"})
	others := endpoint(Object{"region": "eu-central-1", "assume_role": role})
	if here != endpoint(aws) || here == elsewhere || here == others {
		t.Errorf("%s, in another region %s, of another account %s", here, elsewhere, others)
	}
}

func TestAnotherAccountThanThoseAllowedIsRefused(t *testing.T) {
	s, err := newServer("aws")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("STAND_IN_WORLD", t.TempDir())
	c := core{t: t, server: s}
	problem := c.configure(Object{"region": "eu-central-1", "allowed_account_ids": []any{"210987654321"}})
	expectError(t, problem, "AWS account ID not allowed: 123456789012")
}

func TestARoleIsAttachedOnceThereAndGoesWithWhatIsAttached(t *testing.T) {
	c := start(t, "aws", aws)
	trust := Object{"name": "eso", "assume_role_policy": "{}", "force_detach_policies": false}
	_, problem := c.apply("aws_iam_role_policy_attachment", nil, Object{"role": "eso", "policy_arn": "arn:aws:iam::1:policy/x"})
	expectError(t, problem, "NoSuchEntity")
	role := c.applied("aws_iam_role", nil, trust)
	if role["arn"] != "arn:aws:iam::123456789012:role/eso" || !c.isEmptyPlan("aws_iam_role", c.read("aws_iam_role", role), trust) {
		t.Errorf("role is %v", role)
	}
	_, problem = c.apply("aws_iam_role", nil, trust)
	expectError(t, problem, "EntityAlreadyExists: Role with name eso already exists.")
	policy := c.applied("aws_iam_policy", nil, Object{"name": "reads", "policy": "{}"})
	config := Object{"role": "eso", "policy_arn": policy["arn"]}
	attachment := c.applied("aws_iam_role_policy_attachment", nil, config)
	if !c.isEmptyPlan("aws_iam_role_policy_attachment", c.read("aws_iam_role_policy_attachment", attachment), config) {
		t.Error("the second plan isn't empty")
	}
	_, problem = c.apply("aws_iam_role", role, nil)
	expectError(t, problem, "DeleteConflict")
	c.applied("aws_iam_role_policy_attachment", attachment, nil)
	c.applied("aws_iam_role", role, nil)
}

func TestAServiceAccountHasOneRole(t *testing.T) {
	c := start(t, "aws", aws)
	config := Object{"cluster_name": "blog", "namespace": "eso", "service_account": "eso", "role_arn": "arn:aws:iam::1:role/eso"}
	state := c.applied("aws_eks_pod_identity_association", nil, config)
	if !c.isEmptyPlan("aws_eks_pod_identity_association", c.read("aws_eks_pod_identity_association", state), config) {
		t.Error("the second plan isn't empty")
	}
	_, problem := c.apply("aws_eks_pod_identity_association", nil, config)
	expectError(t, problem, "ResourceInUseException")
	c.applied("aws_eks_pod_identity_association", state, nil)
	if c.read("aws_eks_pod_identity_association", state) != nil {
		t.Error("a destroyed association is still read")
	}
}
