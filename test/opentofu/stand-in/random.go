package main

import (
	"crypto/rand"
	"fmt"
	"math/big"

	"golang.org/x/crypto/bcrypt"
)

var randomProvider = provider{
	resources: map[string]resource{"random_password": randomPassword},
	ephemerals: map[string]ephemeral{
		"random_password": {
			defaults: passwordDefaults,
			validate: validatePassword,
			open: func(_ *session, config Object) (Object, error) {
				fields, err := newPassword(config)
				return stateFrom(config, fields), err
			},
		},
	},
}

var passwordDefaults = Object{
	"lower": true, "upper": true, "numeric": true, "special": true,
	"min_lower": number(0), "min_upper": number(0), "min_numeric": number(0), "min_special": number(0),
}

// random_password lives in the state only.
var randomPassword = resource{
	forceNew: []string{
		"keepers", "length", "lower", "min_lower", "min_numeric", "min_special", "min_upper", "number", "numeric",
		"override_special", "special", "upper",
	},
	defaults: passwordDefaults,
	validate: validatePassword,
	plan: func(_ *session, c *change) error {
		if c.planned == nil {
			return nil
		}
		// `number` is the deprecated name of `numeric`: whichever is given holds for both.
		if v := c.config["number"]; v != nil {
			c.planned["numeric"] = v
		}
		c.planned["number"] = c.planned["numeric"]
		return nil
	},
	create: func(_ *session, c *change) (Object, error) {
		fields, err := newPassword(c.planned)
		if err != nil {
			return nil, err
		}
		fields["id"] = "none"
		return stateFrom(c.planned, fields), nil
	},
	imports: func(_ *session, value string) (Object, error) {
		hash, err := bcryptOf(value)
		return stateFrom(passwordDefaults, Object{
			"id": "none", "result": value, "bcrypt_hash": hash, "length": number(len(value)), "number": true,
		}), err
	},
	label: func(Object) string { return "none" },
}

func validatePassword(config Object) []problem {
	if !isKnown(config) {
		return nil
	}
	least := 0
	for _, name := range []string{"min_lower", "min_upper", "min_numeric", "min_special"} {
		least += whole(config, name)
	}
	if length := whole(config, "length"); length < 1 || length < least {
		return []problem{{
			summary:   "Invalid Attribute Value",
			detail:    fmt.Sprintf("Attribute length value must be at least %d, got: %d", max(1, least), length),
			attribute: "length",
		}}
	}
	return nil
}

func newPassword(arguments Object) (Object, error) {
	special := "!@#$%&*()-_=+[]{}<>:?"
	if own, ok := arguments["override_special"].(string); ok && own != "" {
		special = own
	}
	classes := []struct{ name, characters string }{
		{"lower", "abcdefghijklmnopqrstuvwxyz"},
		{"upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
		{"numeric", "0123456789"},
		{"special", special},
	}
	var all string
	var out []byte
	for _, class := range classes {
		if flag(arguments, class.name) {
			all += class.characters
		}
		for range whole(arguments, "min_"+class.name) {
			c, err := oneOfCharacters(class.characters)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	for len(out) < whole(arguments, "length") {
		c, err := oneOfCharacters(all)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if err := shuffle(out); err != nil {
		return nil, err
	}
	hash, err := bcryptOf(string(out))
	return Object{"result": string(out), "bcrypt_hash": hash}, err
}

func oneOfCharacters(characters string) (byte, error) {
	if characters == "" {
		return 0, problem{
			summary: "Random Read Error",
			detail:  "the character set specified is empty: at least one of lower, upper, numeric, special is needed",
		}
	}
	i, err := below(len(characters))
	return characters[i], err
}

func shuffle(b []byte) error {
	for i := len(b) - 1; i > 0; i-- {
		j, err := below(i + 1)
		if err != nil {
			return err
		}
		b[i], b[j] = b[j], b[i]
	}
	return nil
}

func below(n int) (int, error) {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0, err
	}
	return int(i.Int64()), nil
}

// bcryptOf hashes as much of a password as bcrypt takes.
func bcryptOf(password string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password)[:min(len(password), 72)], bcrypt.DefaultCost)
	return string(hash), err
}
