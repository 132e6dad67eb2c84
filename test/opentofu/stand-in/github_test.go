package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
)

var (
	organization = Object{"owner": "example-org", "token": "token-of-the-org"}
	bot          = Object{"owner": "example-bot", "token": "token-of-the-bot"}
)

func newPublicKey(t *testing.T) string {
	t.Helper()
	pair, err := newKeyPair(Object{"algorithm": "ED25519"})
	if err != nil {
		t.Fatal(err)
	}
	return text(pair, "public_key_openssh")
}

func TestADeployKeyIsTakenOnceOnAnyRepository(t *testing.T) {
	c := start(t, "github", organization)
	key := newPublicKey(t)
	config := Object{"repository": "a", "title": "bot", "key": key}
	state := c.applied("github_repository_deploy_key", nil, config)
	if state["key"] != strings.TrimSpace(key) || state["read_only"] != true {
		t.Errorf("state is %v", state)
	}
	if !c.isEmptyPlan("github_repository_deploy_key", c.read("github_repository_deploy_key", state), config) {
		t.Error("the key's line end makes a change")
	}
	_, problem := c.apply("github_repository_deploy_key", nil,
		Object{"repository": "b", "title": "x", "key": "ssh-ed25519 AAAA"})
	expectError(t, problem, "key is invalid")
	_, problem = c.apply("github_repository_deploy_key", nil,
		Object{"repository": "b", "title": "x", "key": strings.TrimSpace(key) + " a comment"})
	expectError(t, problem, "key is already in use")
	other := Object{"repository": "a", "title": "renamed", "key": key}
	if got := c.replaced("github_repository_deploy_key", state, other); got != `AttributeName("title")` {
		t.Errorf("replaced for %s", got)
	}
	imported, problem := c.imported("github_repository_deploy_key", text(state, "id"))
	if problem != "" || imported["title"] != "bot" {
		t.Errorf("imported %v, %s", imported, problem)
	}
	c.applied("github_repository_deploy_key", state, nil)
	c.applied("github_repository_deploy_key", nil, Object{"repository": "b", "title": "x", "key": key})
}

func TestAWebhookIsTakenOnceOnARepository(t *testing.T) {
	c := start(t, "github", organization)
	config := func(repository, url string) Object {
		return Object{
			"repository": repository, "events": []any{"ping", "push"},
			"configuration": []any{Object{"url": url, "secret": "hook-secret", "content_type": "json"}},
		}
	}
	state := c.applied("github_repository_webhook", nil, config("a", "https://x.example/1"))
	fresh := c.read("github_repository_webhook", state)
	if !c.isEmptyPlan("github_repository_webhook", fresh, config("a", "https://x.example/1")) {
		t.Error("the second plan isn't empty")
	}
	_, problem := c.apply("github_repository_webhook", nil, config("a", "https://x.example/1"))
	expectError(t, problem, "Hook already exists on this repository")
	c.applied("github_repository_webhook", nil, config("b", "https://x.example/1"))
	moved := c.applied("github_repository_webhook", state, config("a", "https://x.example/2"))
	if moved["id"] != state["id"] {
		t.Error("a new url replaced the webhook")
	}
	imported, problem := c.imported("github_repository_webhook", "a/"+text(state, "id"))
	if problem != "" || text(first(imported, "configuration"), "secret") != "********" {
		t.Errorf("imported %v, %s", imported, problem)
	}
}

func TestAGPGKeyIsTakenOnceAndCantBeImported(t *testing.T) {
	c := start(t, "github", bot)
	key, err := newGPGKey(Object{"name": "Bot", "email": "bot@example.org", "rsa_bits": number(2048)})
	if err != nil {
		t.Fatal(err)
	}
	config := Object{"armored_public_key": key["public_key"]}
	state := c.applied("github_user_gpg_key", nil, config)
	id := text(key, "fingerprint")
	if state["key_id"] != strings.ToUpper(id[len(id)-16:]) {
		t.Errorf("key_id is %v", state["key_id"])
	}
	_, problem := c.apply("github_user_gpg_key", nil, config)
	expectError(t, problem, "key_id already exists")
	_, problem = c.apply("github_user_gpg_key", nil, Object{"armored_public_key": key["private_key"]})
	expectError(t, problem, "valid GPG key")
	_, problem = c.imported("github_user_gpg_key", "1")
	expectError(t, problem, "resource github_user_gpg_key doesn't support import")
	user, _ := c.data("github_user", Object{"username": "example-bot"})
	if got := stringsOf(user["gpg_keys"]); len(got) != 1 || got[0] != key["public_key"] {
		t.Errorf("the user's keys are %v", got)
	}
}

func TestTheWorldTellsWhoseTokenMadeAnObjectButNotTheToken(t *testing.T) {
	start(t, "github", organization).applied("github_repository_deploy_key", nil,
		Object{"repository": "a", "title": "bot", "key": newPublicKey(t)})
	if strings.Contains(worldText(t), "token-of-the-org") {
		t.Error("the world holds the token")
	}
	all, err := (&world{dir: os.Getenv("STAND_IN_WORLD")}).list(deployKeyKind)
	if err != nil || len(all) != 1 {
		t.Fatalf("listed %v, %v", all, err)
	}
	by := all[0].MadeBy
	digest := fmt.Sprintf("%x", sha256.Sum256([]byte("token-of-the-org")))
	if by["owner"] != "example-org" || by["token_sha256"] != digest {
		t.Errorf("made by %v", by)
	}
}

func TestWithoutATokenGitHubRefuses(t *testing.T) {
	_, problem := start(t, "github", Object{"owner": "example-org"}).apply("github_repository_deploy_key", nil,
		Object{"repository": "a", "title": "bot", "key": newPublicKey(t)})
	expectError(t, problem, "401 Requires authentication")
}

func TestHostKeysAreGitHubsUnlessATestHasItsOwn(t *testing.T) {
	c := start(t, "github", organization)
	found, _ := c.data("github_ssh_keys", Object{})
	for i, kind := range []string{"ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"} {
		if keys := stringsOf(found["keys"]); !strings.HasPrefix(keys[i], kind+" AAAA") {
			t.Errorf("key %d is %s", i, keys[i])
		}
	}
	t.Setenv("STAND_IN_SSH_KEYS", "ssh-ed25519 AAAAone\nssh-rsa AAAAtwo\n")
	found, _ = c.data("github_ssh_keys", Object{})
	if got := strings.Join(stringsOf(found["keys"]), "|"); got != "ssh-ed25519 AAAAone|ssh-rsa AAAAtwo" {
		t.Errorf("got %s", got)
	}
}
