package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"

	"golang.org/x/crypto/ssh"
)

var tlsProvider = provider{
	resources: map[string]resource{"tls_private_key": tlsPrivateKey},
	ephemerals: map[string]ephemeral{
		"tls_private_key": {
			defaults: tlsDefaults,
			validate: validateTLSKey,
			open: func(_ *session, config Object) (Object, error) {
				fields, err := newKeyPair(config)
				delete(fields, "id")
				return stateFrom(config, fields), err
			},
		},
		"tls_public_key": {validate: validatePublicKey, open: openPublicKey},
	},
}

func validatePublicKey(config Object) []problem {
	if (config["private_key_pem"] == nil) == (config["private_key_openssh"] == nil) {
		return []problem{{
			summary: "Invalid Attribute Combination",
			detail:  "Exactly one of these attributes must be configured: [private_key_pem,private_key_openssh]",
		}}
	}
	return nil
}

// openPublicKey gives the public half of a private key.
func openPublicKey(_ *session, config Object) (Object, error) {
	given := firstOf(text(config, "private_key_openssh"), text(config, "private_key_pem"))
	raw, err := ssh.ParseRawPrivateKey([]byte(given))
	if err != nil {
		return nil, fmt.Errorf("Unable to parse private key: %w", err)
	}
	var signer crypto.Signer
	switch key := raw.(type) {
	case *ed25519.PrivateKey: // of an OpenSSH file
		signer = key
	case crypto.Signer:
		signer = key
	default:
		return nil, fmt.Errorf("Unsupported key type: %T", raw)
	}
	fields, err := publicHalf(signer.Public())
	if err != nil {
		return nil, err
	}
	fields["algorithm"] = "RSA"
	switch signer.Public().(type) {
	case ed25519.PublicKey:
		fields["algorithm"] = "ED25519"
	case *ecdsa.PublicKey:
		fields["algorithm"] = "ECDSA"
	}
	return stateFrom(config, fields), nil
}

var tlsDefaults = Object{"ecdsa_curve": "P224", "rsa_bits": number(2048)}

// tls_private_key really makes a key; it lives in the state only.
var tlsPrivateKey = resource{
	forceNew:      []string{"algorithm", "ecdsa_curve", "rsa_bits"},
	defaults:      tlsDefaults,
	notImportable: unimportableFramework(),
	validate:      validateTLSKey,
	create: func(_ *session, c *change) (Object, error) {
		fields, err := newKeyPair(c.planned)
		return stateFrom(c.planned, fields), err
	},
}

var curves = map[string]elliptic.Curve{
	"P224": elliptic.P224(),
	"P256": elliptic.P256(),
	"P384": elliptic.P384(),
	"P521": elliptic.P521(),
}

func validateTLSKey(config Object) []problem {
	var out []problem
	oneOf := func(name string, allowed []string) {
		if v, ok := config[name].(string); ok && !slices.Contains(allowed, v) {
			out = append(out, problem{
				summary:   "Invalid Attribute Value Match",
				detail:    fmt.Sprintf("Attribute %s value must be one of: %q, got: %q", name, allowed, v),
				attribute: name,
			})
		}
	}
	oneOf("algorithm", []string{"RSA", "ECDSA", "ED25519"})
	oneOf("ecdsa_curve", []string{"P224", "P256", "P384", "P521"})
	return out
}

func newKeyPair(arguments Object) (Object, error) {
	key, block, err := newPrivateKey(arguments)
	if err != nil {
		return nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if block == nil {
		block = &pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}
	}
	out, err := publicHalf(key.Public())
	if err != nil {
		return nil, err
	}
	out["private_key_pem"] = pemText(block)
	out["private_key_pem_pkcs8"] = pemText(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
	out["private_key_openssh"] = ""
	if out["public_key_openssh"] == "" {
		return out, nil
	}
	openssh, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return nil, err
	}
	out["private_key_openssh"] = pemText(openssh)
	return out, nil
}

// publicHalf is what the provider says of a public key.
func publicHalf(public crypto.PublicKey) (Object, error) {
	pkix, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	out := Object{
		"id":                            fmt.Sprintf("%x", sha1.Sum(pkix)),
		"public_key_pem":                pemText(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix}),
		"public_key_openssh":            "",
		"public_key_fingerprint_md5":    "",
		"public_key_fingerprint_sha256": "",
	}
	sshPublic, err := ssh.NewPublicKey(public)
	if err != nil {
		return out, nil // OpenSSH has no P224: the true provider leaves these empty as well
	}
	out["public_key_openssh"] = string(ssh.MarshalAuthorizedKey(sshPublic))
	out["public_key_fingerprint_md5"] = ssh.FingerprintLegacyMD5(sshPublic)
	out["public_key_fingerprint_sha256"] = ssh.FingerprintSHA256(sshPublic)
	return out, nil
}

// newPrivateKey also gives the PEM block of private_key_pem where that isn't PKCS#8.
func newPrivateKey(arguments Object) (crypto.Signer, *pem.Block, error) {
	switch algorithm := text(arguments, "algorithm"); algorithm {
	case "ED25519":
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, nil, err
	case "RSA":
		key, err := rsa.GenerateKey(rand.Reader, whole(arguments, "rsa_bits"))
		if err != nil {
			return nil, nil, err
		}
		return key, &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}, nil
	case "ECDSA":
		key, err := ecdsa.GenerateKey(curves[text(arguments, "ecdsa_curve")], rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		sec1, err := x509.MarshalECPrivateKey(key)
		return key, &pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}, err
	default:
		return nil, nil, fmt.Errorf("Key Algorithm %q is not supported", algorithm)
	}
}

func pemText(block *pem.Block) string { return string(pem.EncodeToMemory(block)) }
