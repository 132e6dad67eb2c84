package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

var awsProvider = provider{
	configure: configureAWS,
	resources: map[string]resource{
		"aws_eks_pod_identity_association": podIdentityAssociation,
		"aws_iam_policy":                   iamPolicy,
		"aws_iam_role":                     iamRole,
		"aws_iam_role_policy_attachment":   iamRolePolicyAttachment,
		"aws_ssm_parameter":                ssmParameter,
	},
	ephemerals: map[string]ephemeral{
		"aws_ssm_parameter": {defaults: Object{"with_decryption": true}, open: openSSMParameter},
	},
	dataSources: map[string]func(*session, Object) (Object, error){
		"aws_caller_identity": readCallerIdentity,
		"aws_eks_cluster":     readEKSCluster,
		"aws_kms_key":         readKMSKey,
		"aws_partition":       readPartition,
		"aws_ssm_parameter":   readSSMParameter,
	},
}

type awsAccount struct {
	id          string
	region      string
	defaultTags Object
}

const exampleAccount = "123456789012"

var (
	regionPattern  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d+$`)
	accountPattern = regexp.MustCompile(`^arn:[a-z-]+:iam::(\d{12}):`)
)

func configureAWS(s *session, config Object) error {
	role := text(first(config, "assume_role"), "role_arn")
	s.aws = awsAccount{
		id:     exampleAccount,
		region: firstOf(text(config, "region"), os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
	}
	s.aws.defaultTags, _ = first(config, "default_tags")["tags"].(Object)
	if match := accountPattern.FindStringSubmatch(role); match != nil {
		s.aws.id = match[1]
	}
	if allowed := stringsOf(config["allowed_account_ids"]); len(allowed) > 0 && !slices.Contains(allowed, s.aws.id) {
		return fmt.Errorf("AWS account ID not allowed: %s", s.aws.id)
	}
	if s.aws.region == "" && firstOf(text(config, "profile"), os.Getenv("AWS_PROFILE")) != "" {
		s.aws.region = "us-east-1" // a profile names its region; there is no real profile here
	}
	if config["region"] == unknown {
		s.aws.region = "us-east-1"
	}
	if !regionPattern.MatchString(s.aws.region) && !flag(config, "skip_region_validation") {
		return fmt.Errorf("invalid AWS Region: %s", s.aws.region)
	}
	s.madeBy["account"] = s.aws.id
	s.madeBy["region"] = s.aws.region
	s.madeBy["profile"] = text(config, "profile")
	s.madeBy["role_arn"] = role
	return nil
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

func (a awsAccount) partition() string { return partitionOf(a.region) }

func partitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// regionFor is the region of one resource: its own argument or the provider's.
func (a awsAccount) regionFor(o Object) string {
	return firstOf(text(o, "region"), a.region)
}

// scope is what the name of a regional object is unique in; that of a global one when region is empty.
func (a awsAccount) scope(region string) string {
	if region == "" {
		return a.id
	}
	return a.id + "." + region
}

// planTags plans tags_all: the provider's default tags under the resource's own.
func (a awsAccount) planTags(c *change) {
	if !isKnown(c.config["tags"]) {
		c.planned["tags_all"] = unknown
		return
	}
	all := copyOf(a.defaultTags)
	if all == nil {
		all = Object{}
	}
	own, _ := c.config["tags"].(Object)
	for k, v := range own {
		all[k] = v
	}
	c.planned["tags_all"] = all
}

func readCallerIdentity(s *session, _ Object) (Object, error) {
	return Object{
		"account_id": s.aws.id,
		"arn":        fmt.Sprintf("arn:%s:iam::%s:user/stand-in", s.aws.partition(), s.aws.id),
		"id":         s.aws.id,
		"user_id":    "AIDASTANDINSTANDINSTA",
	}, nil
}

// readKMSKey finds a key by id, ARN or alias; every key exists, and an alias is always of the same one.
func readKMSKey(s *session, config Object) (Object, error) {
	region, asked := s.aws.regionFor(config), text(config, "key_id")
	id := asked[strings.LastIndex(asked, ":key/")+1:]
	id = strings.TrimPrefix(id, "key/")
	if strings.Contains(asked, "alias/") {
		digest := sha256.Sum256([]byte(asked[strings.Index(asked, "alias/"):]))
		id = fmt.Sprintf("%x-%x-%x-%x-%x", digest[:4], digest[4:6], digest[6:8], digest[8:10], digest[10:16])
	}
	return Object{
		"arn":                        fmt.Sprintf("arn:%s:kms:%s:%s:key/%s", s.aws.partition(), region, s.aws.id, id),
		"aws_account_id":             s.aws.id,
		"customer_master_key_spec":   "SYMMETRIC_DEFAULT",
		"enabled":                    true,
		"grant_tokens":               config["grant_tokens"],
		"id":                         id,
		"key_id":                     asked,
		"key_manager":                "CUSTOMER",
		"key_spec":                   "SYMMETRIC_DEFAULT",
		"key_state":                  "Enabled",
		"key_usage":                  "ENCRYPT_DECRYPT",
		"multi_region":               false,
		"multi_region_configuration": []any{},
		"origin":                     "AWS_KMS",
		"region":                     region,
		"xks_key_configuration":      []any{},
	}, nil
}

func readPartition(s *session, _ Object) (Object, error) {
	suffix, reverse := "amazonaws.com", "com.amazonaws"
	if s.aws.partition() == "aws-cn" {
		suffix, reverse = "amazonaws.com.cn", "cn.com.amazonaws"
	}
	return Object{
		"dns_suffix":         suffix,
		"id":                 s.aws.partition(),
		"partition":          s.aws.partition(),
		"reverse_dns_prefix": reverse,
	}, nil
}
