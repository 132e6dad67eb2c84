package main

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

var gpgProvider = provider{
	resources: map[string]resource{"gpg_private_key": gpgPrivateKey},
}

// gpg_private_key really makes an OpenPGP key: the primary key signs, its one subkey encrypts. It lives in the
// state only.
var gpgPrivateKey = resource{
	legacy:        true,
	forceNew:      []string{"email", "name", "passphrase", "rsa_bits"},
	defaults:      Object{"rsa_bits": number(4096)},
	notImportable: unimportableSDK("gpg_private_key"),
	create: func(_ *session, c *change) (Object, error) {
		fields, err := newGPGKey(c.planned)
		return stateFrom(c.planned, fields), err
	},
}

func newGPGKey(arguments Object) (Object, error) {
	// A key of the future is refused: a minute keeps it in the past for a reader whose clock is behind.
	born := time.Now().Add(-time.Minute)
	plainSignatures := false // no salt notation: it lengthens the key, and Parameter Store's tiers count characters
	config := &packet.Config{
		Algorithm: packet.PubKeyAlgoRSA,
		RSABits:   whole(arguments, "rsa_bits"),
		Time:      func() time.Time { return born },

		NonDeterministicSignaturesViaNotation: &plainSignatures,
	}
	entity, err := openpgp.NewEntity(text(arguments, "name"), "", text(arguments, "email"), config)
	if err != nil {
		return nil, err
	}
	public, err := armored(openpgp.PublicKeyType, entity.Serialize)
	if err != nil {
		return nil, err
	}
	if passphrase := text(arguments, "passphrase"); passphrase != "" {
		if err := entity.EncryptPrivateKeys([]byte(passphrase), config); err != nil {
			return nil, err
		}
	}
	private, err := armored(openpgp.PrivateKeyType, func(w io.Writer) error {
		return entity.SerializePrivateWithoutSigning(w, config)
	})
	if err != nil {
		return nil, err
	}
	fingerprint := fmt.Sprintf("%x", entity.PrimaryKey.Fingerprint)
	return Object{
		"fingerprint": fingerprint,
		"id":          fingerprint,
		"private_key": private,
		"public_key":  public,
	}, nil
}

func armored(kind string, serialize func(w io.Writer) error) (string, error) {
	var out bytes.Buffer
	w, err := armor.Encode(&out, kind, nil)
	if err != nil {
		return "", err
	}
	if err := serialize(w); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}
