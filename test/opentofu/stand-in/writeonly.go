package main

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// shortestSecret keeps the search for a leaked value from finding a word that merely occurs in an answer.
const shortestSecret = 8

func writeOnlyNames(block *tfprotov6.SchemaBlock) []string {
	var names []string
	for _, a := range block.Attributes {
		if a.WriteOnly {
			names = append(names, a.Name)
		}
	}
	return names
}

// secretsOf are the strings given for the write-only arguments of a configuration, without those that the prior
// state holds already: the true aws provider puts a value there when such a parameter is imported.
func secretsOf(block *tfprotov6.SchemaBlock, config Object, prior *tfprotov6.DynamicValue) []string {
	var secrets []string
	for _, name := range writeOnlyNames(block) {
		secret := text(config, name)
		if len(secret) >= shortestSecret && !bytes.Contains(prior.MsgPack, []byte(secret)) {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}

// guard panics when an answer would hold a write-only value: a test must not pass on a provider that leaks.
func guard(schema *tfprotov6.Schema, answer Object, message *tfprotov6.DynamicValue, secrets []string) {
	for _, name := range writeOnlyNames(schema.Block) {
		if answer[name] != nil {
			panic(fmt.Sprintf("stand-in: write-only %s is in an answer", name))
		}
	}
	for _, secret := range secrets {
		if bytes.Contains(message.MsgPack, []byte(secret)) {
			panic("stand-in: the value of a write-only argument is in an answer")
		}
	}
}
