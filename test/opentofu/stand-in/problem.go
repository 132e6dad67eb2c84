package main

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// problem is an error as OpenTofu shows it.
type problem struct {
	summary   string
	detail    string
	attribute string
	warning   bool
}

func (p problem) Error() string { return p.summary }

func diagnosticsOf(err error) []*tfprotov6.Diagnostic {
	if err == nil {
		return nil
	}
	var p problem
	if !errors.As(err, &p) {
		p = problem{summary: err.Error()}
	}
	return diagnostics([]problem{p})
}

func diagnostics(problems []problem) []*tfprotov6.Diagnostic {
	var out []*tfprotov6.Diagnostic
	for _, p := range problems {
		d := &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityError,
			Summary:  p.summary,
			Detail:   p.detail,
		}
		if p.warning {
			d.Severity = tfprotov6.DiagnosticSeverityWarning
		}
		if p.attribute != "" {
			d.Attribute = tftypes.NewAttributePath().WithAttributeName(p.attribute)
		}
		out = append(out, d)
	}
	return out
}
