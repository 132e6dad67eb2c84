package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/ssh"
)

func TestPrivateKeysParseInAllTheirForms(t *testing.T) {
	for _, row := range []struct{ algorithm, curve, block, kind string }{
		{"ED25519", "P224", "PRIVATE KEY", "ssh-ed25519"},
		{"RSA", "P224", "RSA PRIVATE KEY", "ssh-rsa"},
		{"ECDSA", "P256", "EC PRIVATE KEY", "ecdsa-sha2-nistp256"},
		{"ECDSA", "P384", "EC PRIVATE KEY", "ecdsa-sha2-nistp384"},
	} {
		t.Run(row.algorithm+" "+row.curve, func(t *testing.T) {
			c := start(t, "tls", nil)
			config := Object{"algorithm": row.algorithm, "ecdsa_curve": row.curve}
			state := c.applied("tls_private_key", nil, config)
			if !c.isEmptyPlan("tls_private_key", state, config) {
				t.Error("the second plan isn't empty")
			}
			if !strings.HasPrefix(text(state, "private_key_pem"), "-----BEGIN "+row.block+"-----\n") {
				t.Errorf("private_key_pem begins otherwise")
			}
			public := text(state, "public_key_openssh")
			if !strings.HasPrefix(public, row.kind+" AAAA") || !strings.HasSuffix(public, "\n") {
				t.Errorf("public_key_openssh is %q", public)
			}
			for _, form := range []string{"private_key_pem", "private_key_pem_pkcs8", "private_key_openssh"} {
				signer, err := ssh.ParsePrivateKey([]byte(text(state, form)))
				if err != nil {
					t.Fatalf("%s: %s", form, err)
				}
				if string(ssh.MarshalAuthorizedKey(signer.PublicKey())) != public {
					t.Errorf("%s is another key", form)
				}
				if ssh.FingerprintSHA256(signer.PublicKey()) != state["public_key_fingerprint_sha256"] {
					t.Errorf("the fingerprint is another one")
				}
			}
			block, _ := pem.Decode([]byte(text(state, "public_key_pem")))
			if _, err := x509.ParsePKIXPublicKey(block.Bytes); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAKeyWithAnotherAlgorithmIsAnotherKey(t *testing.T) {
	c := start(t, "tls", nil)
	state := c.applied("tls_private_key", nil, Object{"algorithm": "ED25519"})
	if got := c.replaced("tls_private_key", state, Object{"algorithm": "RSA"}); got != `AttributeName("algorithm")` {
		t.Errorf("replaced for %s", got)
	}
	_, problem := c.imported("tls_private_key", "x")
	expectError(t, problem, "Resource Import Not Implemented")
}

func TestAGPGKeySignsWithItsPrimaryKeyAndEncryptsWithItsSubkey(t *testing.T) {
	c := start(t, "gpg", nil)
	config := Object{
		"name": "Bot", "email": "bot@example.org", "rsa_bits": number(2048), "passphrase": "open sesame",
	}
	state := c.applied("gpg_private_key", nil, config)
	if !c.isEmptyPlan("gpg_private_key", state, config) {
		t.Error("the second plan isn't empty")
	}
	keys, err := openpgp.ReadArmoredKeyRing(strings.NewReader(text(state, "private_key")))
	if err != nil {
		t.Fatal(err)
	}
	key := keys[0]
	if len(key.Subkeys) != 1 || !key.Subkeys[0].Sig.FlagEncryptCommunications || key.Subkeys[0].Sig.FlagSign {
		t.Error("expected one subkey, for encryption")
	}
	if signing, ok := key.SigningKey(time.Now()); !ok || signing.PublicKey != key.PrimaryKey {
		t.Error("the primary key doesn't sign")
	}
	if !key.PrivateKey.Encrypted || !key.Subkeys[0].PrivateKey.Encrypted {
		t.Error("a private key is in clear")
	}
	if key.DecryptPrivateKeys([]byte("another")) == nil {
		t.Error("another passphrase opens it")
	}
	if err := key.DecryptPrivateKeys([]byte("open sesame")); err != nil {
		t.Error(err)
	}
	if strings.Contains(text(state, "public_key"), "PRIVATE") || state["fingerprint"] != state["id"] {
		t.Error("public_key or fingerprint is wrong")
	}
	if _, ok := key.Identities["Bot <bot@example.org>"]; !ok {
		t.Errorf("identities are %v", key.Identities)
	}
	for name := range config {
		changed := copyOf(config)
		changed[name] = map[bool]any{true: number(3072), false: "another"}[name == "rsa_bits"]
		if got := c.replaced("gpg_private_key", state, changed); got != `AttributeName("`+name+`")` {
			t.Errorf("%s: replaced for %q", name, got)
		}
	}
}

func TestGnuPGImportsTheKeyAndSignsWithIt(t *testing.T) {
	if _, err := exec.LookPath("gpg"); err != nil {
		t.Skip("gpg is not installed")
	}
	for _, passphrase := range []string{"", "open sesame"} {
		key, err := newGPGKey(Object{
			"name": "Bot", "email": "bot@example.org", "rsa_bits": number(2048), "passphrase": passphrase,
		})
		if err != nil {
			t.Fatal(err)
		}
		home, err := os.MkdirTemp("", "gpg") // the agent's socket wants a short path
		if err != nil {
			t.Fatal(err)
		}
		gpg := func(input string, args ...string) string {
			t.Helper()
			args = append([]string{
				"--batch", "--yes", "--homedir", home, "--pinentry-mode", "loopback", "--passphrase", passphrase,
			}, args...)
			command := exec.Command("gpg", args...)
			command.Stdin = strings.NewReader(input)
			out, err := command.CombinedOutput()
			if err != nil {
				t.Fatalf("gpg %v: %s\n%s", args, err, out)
			}
			return string(out)
		}
		t.Cleanup(func() {
			_ = exec.Command("gpgconf", "--homedir", home, "--kill", "gpg-agent").Run()
			_ = os.RemoveAll(home)
		})
		gpg(text(key, "private_key"), "--import")
		listed := gpg("", "--with-colons", "--list-secret-keys")
		if !strings.Contains(listed, "fpr:::::::::"+strings.ToUpper(text(key, "fingerprint"))+":") {
			t.Errorf("gpg lists\n%s", listed)
		}
		signed := filepath.Join(home, "signed")
		gpg("a commit", "--output", signed, "--local-user", "bot@example.org", "--sign")
		if out := gpg("", "--verify", signed); !strings.Contains(out, "Good signature") {
			t.Errorf("gpg says\n%s", out)
		}
	}
}

func TestPasswordsKeepTheirRules(t *testing.T) {
	c := start(t, "random", nil)
	config := Object{
		"length": number(40), "special": false, "min_numeric": number(5), "min_upper": number(5), "min_lower": number(5),
	}
	state := c.applied("random_password", nil, config)
	result := text(state, "result")
	if len(result) != 40 || strings.ContainsAny(result, "!@#$%&*()-_=+[]{}<>:?") {
		t.Errorf("a password of %d characters breaks the rules", len(result))
	}
	count := func(from string) (n int) {
		for _, r := range result {
			if strings.ContainsRune(from, r) {
				n++
			}
		}
		return n
	}
	if count("0123456789") < 5 || count("ABCDEFGHIJKLMNOPQRSTUVWXYZ") < 5 || count("abcdefghijklmnopqrstuvwxyz") < 5 {
		t.Error("fewer of a kind than the least")
	}
	if bcrypt.CompareHashAndPassword([]byte(text(state, "bcrypt_hash")), []byte(result)) != nil {
		t.Error("bcrypt_hash is of another password")
	}
	if !c.isEmptyPlan("random_password", state, config) {
		t.Error("the second plan isn't empty")
	}
	longer := stateFrom(config, Object{"length": number(41)})
	if got := c.replaced("random_password", state, longer); got != `AttributeName("length")` {
		t.Errorf("replaced for %s", got)
	}
	only := c.applied("random_password", nil, Object{
		"length": number(9), "lower": false, "upper": false, "numeric": false, "override_special": "_",
	})
	if only["result"] != "_________" {
		t.Error("override_special isn't honoured")
	}
	imported, problem := c.imported("random_password", "s3cret")
	if problem != "" || imported["result"] != "s3cret" || whole(imported, "length") != 6 {
		t.Errorf("imported a password of length %v, %s", imported["length"], problem)
	}
}

func TestAPasswordShorterThanItsLeastPartsIsRefused(t *testing.T) {
	if len(validatePassword(Object{"length": number(3), "min_lower": number(4)})) == 0 {
		t.Error("no error")
	}
}

func TestAnEphemeralPasswordIsNewEachTime(t *testing.T) {
	open := randomProvider.ephemerals["random_password"].open
	arguments := stateFrom(passwordDefaults, Object{"length": number(32)})
	one, err := open(nil, arguments)
	if err != nil {
		t.Fatal(err)
	}
	two, err := open(nil, arguments)
	if err != nil {
		t.Fatal(err)
	}
	if len(text(one, "result")) != 32 || one["result"] == two["result"] {
		t.Error("expected two different passwords of 32 characters")
	}
}

func TestThePublicHalfOfAPrivateKeyIsThatOfItsPair(t *testing.T) {
	for _, algorithm := range []string{"ED25519", "RSA", "ECDSA"} {
		pair, err := newKeyPair(stateFrom(tlsDefaults, Object{"algorithm": algorithm, "ecdsa_curve": "P256"}))
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{"private_key_openssh", "private_key_pem"} {
			config := Object{form: pair[form]}
			if problems := validatePublicKey(config); len(problems) > 0 {
				t.Error(problems)
			}
			half, err := openPublicKey(nil, config)
			if err != nil {
				t.Fatal(algorithm, form, err)
			}
			for _, field := range []string{"public_key_openssh", "public_key_pem", "public_key_fingerprint_sha256"} {
				if half[field] != pair[field] {
					t.Errorf("%s of %s: %s differs", algorithm, form, field)
				}
			}
			if half["algorithm"] != algorithm {
				t.Errorf("algorithm is %v", half["algorithm"])
			}
		}
	}
	if len(validatePublicKey(Object{})) == 0 || len(validatePublicKey(Object{"private_key_pem": "a", "private_key_openssh": "b"})) == 0 {
		t.Error("neither or both forms are accepted")
	}
}
