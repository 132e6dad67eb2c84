// Command judge answers what Flux's own libraries make of cases: one JSON object a line in, one out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// Case is one question. Kind says which fields count.
type Case struct {
	Kind     string   `json:"kind"`
	Range    string   `json:"range"`
	Versions []string `json:"versions"`
	Text     string   `json:"text"`
	Pattern  *string  `json:"pattern"`
	Extract  string   `json:"extract"`
	Order    string   `json:"order"`
	Tags     []string `json:"tags"`
	// Values of a filter's variables.
	Data map[string]any `json:"data"`
	// What a filter's vars are made of, in order.
	Vars    []Var             `json:"vars"`
	Values  map[string]string `json:"values"`
	Changes []Change          `json:"changes"`
}

var judges = map[string]func(Case) any{
	"range":      judgeRange,
	"compare":    judgeCompare,
	"policy":     judgePolicy,
	"pattern":    judgePattern,
	"float":      judgeFloat,
	"template":   judgeTemplate,
	"message":    judgeMessage,
	"functions":  judgeFunctions,
	"filter":     judgeFilter,
	"substitute": judgeSubstitute,
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var c Case
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			fail(err)
		}
		judge, ok := judges[c.Kind]
		if !ok {
			fail(fmt.Errorf("no judge of %q", c.Kind))
		}
		if err := encoder.Encode(judge(c)); err != nil {
			fail(err)
		}
	}
	if err := in.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
