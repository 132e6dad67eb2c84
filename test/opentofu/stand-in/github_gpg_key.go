package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp"
)

const gpgKeyKind = "github_user_gpg_key"

// github_user_gpg_key. The key goes to the account of the token, whoever the owner is.
var userGPGKey = resource{
	legacy:        true,
	forceNew:      []string{"armored_public_key"},
	notImportable: unimportableSDK(gpgKeyKind),
	create:        createUserGPGKey,
	read: func(s *session, state Object) (Object, error) {
		t, err := s.world.get(gpgKeyKind, s.github.baseURL, text(state, "id"))
		if err != nil {
			return nil, err
		}
		return stateFrom(state, Object{"key_id": t.Attributes["key_id"]}), nil
	},
	remove: func(s *session, state Object) error {
		return s.world.remove(gpgKeyKind, s.github.baseURL, text(state, "id"))
	},
}

func createUserGPGKey(s *session, c *change) (Object, error) {
	url := s.github.baseURL + "user/gpg_keys"
	if err := s.github.authorize("POST", url); err != nil {
		return nil, err
	}
	armored := text(c.planned, "armored_public_key")
	keyID, err := publicKeyID(armored)
	if err != nil {
		return nil, unprocessable(url, "GpgKey", "", "We got an error adding that GPG key. Please verify the input "+
			"is a valid GPG key: "+err.Error())
	}
	n, err := s.world.nextNumber()
	if err != nil {
		return nil, err
	}
	id := strconv.Itoa(n)
	state := stateFrom(c.planned, Object{
		"etag":   `W/"` + digits(keyID+id) + `"`,
		"id":     id,
		"key_id": keyID,
	})
	t := thing{Kind: gpgKeyKind, Scope: s.github.baseURL, ID: id, MadeBy: s.madeBy, Attributes: state}
	err = s.world.create(t, func(other thing) error {
		if other.Scope == t.Scope && text(other.Attributes, "key_id") == keyID {
			return unprocessable(url, "GpgKey", "key_id", "key_id already exists")
		}
		return nil
	})
	return state, err
}

// publicKeyID is the id of the one key in an armored block, which must not hold a private key.
func publicKeyID(armored string) (string, error) {
	keys, err := openpgp.ReadArmoredKeyRing(strings.NewReader(armored))
	if err != nil {
		return "", err
	}
	if len(keys) != 1 {
		return "", errors.New("expected exactly one key")
	}
	if keys[0].PrivateKey != nil {
		return "", errors.New("it is a private key")
	}
	return fmt.Sprintf("%016X", keys[0].PrimaryKey.KeyId), nil
}
