package main

import (
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

const deployKeyKind = "github_repository_deploy_key"

// github_repository_deploy_key. GitHub drops a key's comment and line end, and takes a key only once, on whichever
// repository.
var deployKey = resource{
	legacy:   true,
	forceNew: []string{"key", "read_only", "repository", "title"},
	defaults: Object{"read_only": true},
	plan: func(_ *session, c *change) error {
		if c.planned != nil && !c.creates() && bareKey(text(c.planned, "key")) == text(c.prior, "key") {
			c.planned["key"] = c.prior["key"]
		}
		return nil
	},
	create: createDeployKey,
	read: func(s *session, state Object) (Object, error) {
		repository, number, err := splitID(text(state, "id"), ":", "repository:ID")
		if err != nil {
			return nil, err
		}
		t, err := s.world.get(deployKeyKind, s.github.repository(repository), number)
		if err != nil {
			return nil, err
		}
		return stateFrom(state, t.Attributes), nil
	},
	remove: func(s *session, state Object) error {
		repository, number, err := splitID(text(state, "id"), ":", "repository:ID")
		if err != nil {
			return err
		}
		return s.world.remove(deployKeyKind, s.github.repository(repository), number)
	},
	imports: func(_ *session, id string) (Object, error) {
		_, _, err := splitID(id, ":", "repository:ID")
		return Object{"id": id}, err
	},
}

func createDeployKey(s *session, c *change) (Object, error) {
	url := s.github.repository(text(c.planned, "repository"))
	if err := s.github.authorize("POST", url+"/keys"); err != nil {
		return nil, err
	}
	key := bareKey(text(c.planned, "key"))
	if _, _, _, _, err := ssh.ParseAuthorizedKey([]byte(key)); err != nil {
		return nil, unprocessable(url+"/keys", "PublicKey", "key",
			"key is invalid. You must supply a key in OpenSSH public key format")
	}
	n, err := s.world.nextNumber()
	if err != nil {
		return nil, err
	}
	id := strconv.Itoa(n)
	state := stateFrom(c.planned, Object{
		"etag": `W/"` + digits(key+id) + `"`,
		"id":   text(c.planned, "repository") + ":" + id,
		"key":  key,
	})
	t := thing{Kind: deployKeyKind, Scope: url, ID: id, MadeBy: s.madeBy, Attributes: state}
	err = s.world.create(t, func(other thing) error {
		if text(other.Attributes, "key") == key && other.MadeBy["base_url"] == s.github.baseURL {
			return unprocessable(url+"/keys", "PublicKey", "key", "key is already in use")
		}
		return nil
	})
	return state, err
}

// bareKey is a public key without comment and line end.
func bareKey(key string) string {
	fields := strings.Fields(key)
	if len(fields) < 2 {
		return strings.TrimSpace(key)
	}
	return fields[0] + " " + fields[1]
}
