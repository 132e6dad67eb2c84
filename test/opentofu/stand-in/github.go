package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strconv"
	"strings"
)

var githubProvider = provider{
	configure: configureGitHub,
	resources: map[string]resource{
		"github_repository_deploy_key": deployKey,
		"github_repository_webhook":    webhook,
		"github_user_gpg_key":          userGPGKey,
	},
	dataSources: map[string]func(*session, Object) (Object, error){
		"github_ssh_keys": readSSHKeys,
		"github_user":     readUser,
	},
}

type githubAccount struct {
	owner    string
	baseURL  string
	hasToken bool
}

func configureGitHub(s *session, config Object) error {
	token, from := text(config, "token"), "configuration"
	if token == "" {
		token, from = os.Getenv("GITHUB_TOKEN"), "GITHUB_TOKEN"
	}
	app := first(config, "app_auth")
	baseURL := firstOf(text(config, "base_url"), os.Getenv("GITHUB_BASE_URL"), "https://api.github.com/")
	s.github = githubAccount{
		owner:    firstOf(text(config, "owner"), text(config, "organization"), os.Getenv("GITHUB_OWNER")),
		baseURL:  strings.TrimSuffix(baseURL, "/") + "/",
		hasToken: token != "" || app != nil,
	}
	s.madeBy["owner"] = s.github.owner
	s.madeBy["base_url"] = s.github.baseURL
	if token != "" {
		s.madeBy["token_sha256"] = fmt.Sprintf("%x", sha256.Sum256([]byte(token)))
		s.madeBy["token_from"] = from
	}
	if app != nil {
		s.madeBy["app_id"] = text(app, "id")
	}
	return nil
}

// repository is the address of one of the owner's repositories in the API.
func (a githubAccount) repository(name string) string {
	return a.baseURL + "repos/" + a.owner + "/" + name
}

// authorize refuses a change without credentials, as the API does.
func (a githubAccount) authorize(method, url string) error {
	if a.hasToken {
		return nil
	}
	return fmt.Errorf("%s %s: 401 Requires authentication []", method, url)
}

// unprocessable is the API's answer to an object that it won't take.
func unprocessable(url, resource, field, message string) error {
	return fmt.Errorf("POST %s: 422 Validation Failed [{Resource:%s Field:%s Code:custom Message:%s}]",
		url, resource, field, message)
}

// splitID splits the id of an object that belongs to a repository.
func splitID(id, separator, form string) (repository, key string, err error) {
	repository, key, ok := strings.Cut(id, separator)
	if !ok {
		return "", "", fmt.Errorf("unexpected ID format (%q); expected %s", id, form)
	}
	if _, err := strconv.Atoi(key); err != nil {
		return "", "", fmt.Errorf("unexpected ID format (%q), expected numerical ID", id)
	}
	return repository, key, nil
}

// GitHub's published host keys.
var hostKeys = []string{
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNu" +
		"G5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=",
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCj7ndNxQowgcQnjshcLrqPEiiphnt+VTTvDP6mHBL9j1aNUkY4Ue1gvwnGLVlOhGeYrnZa" +
		"MgRK6+PKCUXaDbC7qtbW8gIkhL7aGCsOr/C56SJMy/BCZfxd1nWzAOxSDPgVsmerOBYfNqltV9/hWCqBywINIR+5dIg6JTJ72pcEpEjcYgXk" +
		"E2YEFXV1JHnsKgbLWNlhScqb2UmyRkQyytRLtL+38TGxkxCflmO+5Z8CSSNY7GidjMIZ7Q4zMjA2n1nGrlTDkzwDCsw+wqFPGQA179cnfGWO" +
		"WRVruj16z6XyvxvjJwbz0wQZ75XK5tKSb7FNyeIEs4TT4jk+S4dhPeAUC5y+bDYirYgM4GC7uEnztnZyaVWQ7B381AK4Qdrwt51ZqExKbQpT" +
		"UNn+EjqoTwvqNj4kqx5QUCI0ThS/YkOxJCXmPUWZbhjpCg56i+2aB6CmK2JGhn57K5mj0MNdBXA4/WnwH6XoPWJzK5Nyu2zB3nAZp+S5hpQs" +
		"+p1vN1/wsjk=",
}

// readSSHKeys gives GitHub's host keys, or those of STAND_IN_SSH_KEYS where a test serves Git itself.
func readSSHKeys(*session, Object) (Object, error) {
	lines := hostKeys
	if own := strings.TrimSpace(os.Getenv("STAND_IN_SSH_KEYS")); own != "" {
		lines = strings.Split(own, "\n")
	}
	keys := make([]any, len(lines))
	for i, line := range lines {
		keys[i] = strings.TrimSpace(line)
	}
	return Object{"id": "/github-ssh-keys", "keys": keys}, nil
}

// readUser knows of an account only the GPG keys that were made in its name.
func readUser(s *session, config Object) (Object, error) {
	login := text(config, "username")
	if login == "" {
		// The account of the token. There are no accounts here: a configured token is its owner's own, one from the
		// environment somebody else's.
		login = s.github.owner
		if s.madeBy["token_from"] != "configuration" {
			login = "somebody-else"
		}
	}
	keys := []any{}
	all, err := s.world.list(gpgKeyKind)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.MadeBy["owner"] == login && t.MadeBy["base_url"] == s.github.baseURL {
			keys = append(keys, t.Attributes["armored_public_key"])
		}
	}
	return Object{
		"created_at":   "2020-01-01 00:00:00 +0000 UTC",
		"followers":    number(0),
		"following":    number(0),
		"gpg_keys":     keys,
		"id":           digits(login),
		"login":        login,
		"name":         login,
		"node_id":      "U_" + digits(login),
		"public_gists": number(0),
		"public_repos": number(0),
		"site_admin":   false,
		"ssh_keys":     []any{},
		"updated_at":   "2020-01-01 00:00:00 +0000 UTC",
	}, nil
}

// digits is a number that always belongs to the same name.
func digits(name string) string {
	sum := sha256.Sum256([]byte(name))
	return strconv.Itoa(10000000 + int(sum[0])<<16 + int(sum[1])<<8 + int(sum[2]))
}
