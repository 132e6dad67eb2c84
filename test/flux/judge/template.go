package main

import (
	"io"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"
)

// What image-automation-controller v1.2.4 gives to a message's template: names and shapes of internal/source/source.go
// and internal/update/result.go, which can't be imported, and of the types of other modules in them.

type NamespacedName struct {
	Namespace string
	Name      string
}

func (n NamespacedName) String() string  { return n.Namespace + "/" + n.Name }
func (n NamespacedName) MarshalLog() any { return n }

type TypeMeta struct {
	APIVersion string
	Kind       string
}

type NameMeta struct {
	Name      string
	Namespace string
}

type ResourceIdentifier struct {
	TypeMeta
	NameMeta
}

func (r *ResourceIdentifier) GetName() string { return r.Name }

type ObjectIdentifier struct {
	ResourceIdentifier
}

type Change struct {
	OldValue string
	NewValue string
	Setter   string
}

type ObjectChanges map[ObjectIdentifier][]Change

type Result struct {
	FileChanges map[string]ObjectChanges
}

func (r *Result) AddChange(file string, object ObjectIdentifier, changes ...Change) {
	r.FileChanges[file][object] = append(r.FileChanges[file][object], changes...)
}

func (r Result) Changes() []Change {
	seen := map[Change]bool{}
	var changes []Change
	for _, objects := range r.FileChanges {
		for _, each := range objects {
			for _, change := range each {
				if !seen[change] {
					changes = append(changes, change)
				}
				seen[change] = true
			}
		}
	}
	return changes
}

func (r Result) Objects() ObjectChanges {
	result := ObjectChanges{}
	for _, objects := range r.FileChanges {
		for object, changes := range objects {
			result[object] = append(result[object], changes...)
		}
	}
	return result
}

type TemplateData struct {
	AutomationObject NamespacedName
	Changed          Result
	Values           map[string]string
}

func sample() TemplateData {
	deployment := ObjectIdentifier{ResourceIdentifier{TypeMeta{"apps/v1", "Deployment"}, NameMeta{"api", "shop"}}}
	kustomization := ObjectIdentifier{ResourceIdentifier{TypeMeta{"kustomize.config.k8s.io/v1beta1", "Kustomization"}, NameMeta{}}}
	return TemplateData{
		AutomationObject: NamespacedName{Namespace: "flux-system", Name: "updates"},
		Changed: Result{FileChanges: map[string]ObjectChanges{
			"deploy/api.yaml": {deployment: {
				{OldValue: "ghcr.io/acme/api:1.0.0", NewValue: "ghcr.io/acme/api:1.1.0", Setter: "flux-system:api"},
				{OldValue: "1.0.0", NewValue: "1.1.0", Setter: "flux-system:api:tag"},
			}},
			"deploy/kustomization.yaml": {kustomization: {{OldValue: "1", NewValue: "2", Setter: "flux-system:web:tag"}}},
		}},
		Values: values(),
	}
}

// values has what the cases ask for: that one is missing depends on the data, and is not judged.
func values() map[string]string {
	values := map[string]string{}
	for _, name := range []string{"team", "url", "x", "Name", "Kind", "Namespace", "APIVersion", "OldValue", "NewValue", "Setter"} {
		values[name] = "https://example.test/" + name
	}
	return values
}

func parseMessage(text string) (*template.Template, error) {
	return template.New("commit message").Funcs(sprig.HermeticTxtFuncMap()).Parse(text)
}

type templateAnswer struct {
	Parses bool `json:"parses"`
	// Runs: with the sample's data.
	Runs bool `json:"runs"`
	// RunsWhole: with both ways of every choice taken.
	RunsWhole bool `json:"runsWhole"`
	// Blank: it runs whole, and writes nothing but spaces.
	Blank bool `json:"blank"`
	// Cyclic: a template calls itself, directly or not. It is not run: Go takes minutes to give up.
	Cyclic bool   `json:"cyclic"`
	Error  string `json:"error"`
}

func judgeTemplate(c Case) any {
	t, err := parseMessage(c.Text)
	if err != nil {
		return templateAnswer{Error: err.Error()}
	}
	answer := templateAnswer{Parses: true}
	if answer.Cyclic = cyclic(t); answer.Cyclic {
		return answer
	}
	if err = t.Execute(io.Discard, sample()); err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Runs = true
	for _, each := range t.Templates() {
		if each.Tree != nil {
			takeAll(each.Root)
		}
	}
	var whole strings.Builder
	if err = t.Execute(&whole, sample()); err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.RunsWhole = true
	answer.Blank = strings.TrimSpace(whole.String()) == ""
	return answer
}

// judgeMessage writes the message of some changes, each in a file of its own.
func judgeMessage(c Case) any {
	t, err := parseMessage(c.Text)
	if err != nil {
		return err.Error()
	}
	data := TemplateData{Changed: Result{FileChanges: map[string]ObjectChanges{}}, Values: c.Values}
	for i, change := range c.Changes {
		data.Changed.FileChanges[strconv.Itoa(i)] = ObjectChanges{ObjectIdentifier{}: {change}}
	}
	var message strings.Builder
	if err := t.Execute(&message, data); err != nil {
		return err.Error()
	}
	return message.String()
}

func cyclic(t *template.Template) bool {
	calls := map[string][]string{}
	for _, each := range t.Templates() {
		if each.Tree != nil {
			calls[each.Name()] = called(each.Root)
		}
	}
	var reaches func(from, to string, depth int) bool
	reaches = func(from, to string, depth int) bool {
		for _, name := range calls[from] {
			if name == to || depth < len(calls) && reaches(name, to, depth+1) {
				return true
			}
		}
		return false
	}
	for name := range calls {
		if reaches(name, name, 0) {
			return true
		}
	}
	return false
}

// called lists the templates that a list calls.
func called(list *parse.ListNode) []string {
	var names []string
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TemplateNode:
			names = append(names, n.Name)
		case *parse.IfNode:
			names = append(names, append(called(n.List), called(n.ElseList)...)...)
		case *parse.WithNode:
			names = append(names, append(called(n.List), called(n.ElseList)...)...)
		case *parse.RangeNode:
			names = append(names, append(called(n.List), called(n.ElseList)...)...)
		}
	}
	return names
}

// takeAll rewrites a list so that the bodies of if, with and range run, and what follows their else.
func takeAll(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.IfNode:
			takeAll(n.List)
			takeAll(n.ElseList)
			both := lists(always(n.List), always(n.ElseList))
			n.List, n.ElseList = both, both
		case *parse.WithNode:
			takeAll(n.List)
			takeAll(n.ElseList)
			list.Nodes[i] = both(n.Pipe, n, n.ElseList)
			n.ElseList = nil
		case *parse.RangeNode:
			takeAll(n.List)
			takeAll(n.ElseList)
			if n.ElseList != nil {
				list.Nodes[i] = both(n.Pipe, n, n.ElseList)
				n.ElseList = nil
			}
		}
	}
}

// both runs a node and another list, in which the variables of the node's pipe are seen.
func both(pipe *parse.PipeNode, node parse.Node, other *parse.ListNode) parse.Node {
	whole := &parse.ListNode{NodeType: parse.NodeList, Nodes: []parse.Node{node}}
	whole.Nodes = append(whole.Nodes, lists(always(other)).Nodes...)
	return &parse.IfNode{BranchNode: parse.BranchNode{NodeType: parse.NodeIf, Pipe: pipe, List: whole, ElseList: whole}}
}

// always runs a list in a scope of its own.
func always(list *parse.ListNode) *parse.IfNode {
	if list == nil {
		return nil
	}
	yes := &parse.BoolNode{NodeType: parse.NodeBool, True: true}
	command := &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{yes}}
	pipe := &parse.PipeNode{NodeType: parse.NodePipe, Cmds: []*parse.CommandNode{command}}
	return &parse.IfNode{BranchNode: parse.BranchNode{NodeType: parse.NodeIf, Pipe: pipe, List: list}}
}

func lists(nodes ...*parse.IfNode) *parse.ListNode {
	list := &parse.ListNode{NodeType: parse.NodeList}
	for _, node := range nodes {
		if node != nil {
			list.Nodes = append(list.Nodes, node)
		}
	}
	return list
}

// judgeFunctions: the signature of every function that a message's template may call.
func judgeFunctions(Case) any {
	signatures := map[string]string{}
	for name, function := range builtins {
		signatures[name] = reflect.TypeOf(function).String()
	}
	for name, function := range sprig.HermeticTxtFuncMap() {
		signatures[name] = reflect.TypeOf(function).String()
	}
	return signatures
}

// Go's own functions are not exported; where their signature is not that of an exported one, it is copied.
var builtins = map[string]any{
	"and":      func(reflect.Value, ...reflect.Value) reflect.Value { panic("") },
	"call":     func(reflect.Value, ...reflect.Value) reflect.Value { panic("") },
	"html":     template.HTMLEscaper,
	"index":    func(reflect.Value, ...reflect.Value) (reflect.Value, error) { panic("") },
	"js":       template.JSEscaper,
	"len":      func(reflect.Value) (int, error) { panic("") },
	"not":      func(reflect.Value) bool { panic("") },
	"or":       func(reflect.Value, ...reflect.Value) reflect.Value { panic("") },
	"print":    func(...any) string { panic("") },
	"printf":   func(string, ...any) string { panic("") },
	"println":  func(...any) string { panic("") },
	"urlquery": template.URLQueryEscaper,
	"eq":       func(reflect.Value, ...reflect.Value) (bool, error) { panic("") },
	"ge":       func(reflect.Value, reflect.Value) (bool, error) { panic("") },
	"gt":       func(reflect.Value, reflect.Value) (bool, error) { panic("") },
	"le":       func(reflect.Value, reflect.Value) (bool, error) { panic("") },
	"lt":       func(reflect.Value, reflect.Value) (bool, error) { panic("") },
	"ne":       func(reflect.Value, reflect.Value) (bool, error) { panic("") },
}
