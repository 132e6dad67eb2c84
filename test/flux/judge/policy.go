package main

import (
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"sort"
	"strconv"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
)

// judgeRange: null where the range is refused, otherwise which of the versions it holds.
func judgeRange(c Case) any {
	constraint, err := semver.NewConstraint(c.Range)
	if err != nil {
		return nil
	}
	held := []bool{}
	for _, text := range c.Versions {
		v, err := version.ParseVersion(text)
		held = append(held, err == nil && constraint.Check(v))
	}
	return held
}

// judgeCompare: null where one of two versions is refused, otherwise their order.
func judgeCompare(c Case) any {
	a, errA := version.ParseVersion(c.Versions[0])
	b, errB := version.ParseVersion(c.Versions[1])
	if errA != nil || errB != nil {
		return nil
	}
	return a.Compare(b)
}

// judgeFloat: null where the number is refused, otherwise its bits.
func judgeFloat(c Case) any {
	f, err := strconv.ParseFloat(c.Text, 64)
	if err != nil {
		return nil
	}
	if math.IsNaN(f) {
		return "NaN"
	}
	return strconv.FormatUint(math.Float64bits(f), 16)
}

// judgePolicy: every tag that the controller may choose, an empty text for none. After a filter the controller
// goes through a map, whose order is by chance, so some orders are tried.
// The rules are those of image-reflector-controller/internal/policy, which can't be imported.
func judgePolicy(c Case) any {
	if c.Pattern == nil {
		tag, _ := latest(c, c.Tags)
		return []string{tag}
	}
	m, err := regexp.Compile(*c.Pattern)
	if err != nil {
		return []string{""}
	}
	filtered := map[string]string{}
	var keys []string
	for _, tag := range c.Tags {
		match := m.FindStringSubmatchIndex(tag)
		if len(match) == 0 {
			continue
		}
		key := tag
		if c.Extract != "" {
			key = string(m.ExpandString(nil, c.Extract, tag, match))
		}
		if _, ok := filtered[key]; !ok {
			keys = append(keys, key)
		}
		filtered[key] = tag
	}
	chosen := map[string]bool{}
	choose := func(keys []string) {
		key, ok := latest(c, keys)
		if !ok {
			chosen[""] = true
			return
		}
		chosen[filtered[key]] = true
	}
	choose(keys)
	for range keys {
		keys = append(keys[1:], keys[0])
		choose(keys)
		reversed := slices.Clone(keys)
		slices.Reverse(reversed)
		choose(reversed)
	}
	var tags []string
	for tag := range chosen {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	return tags
}

// latest is the key that a policy chooses, and whether it chooses one.
func latest(c Case, keys []string) (string, bool) {
	switch c.Text {
	case "semver":
		constraint, err := semver.NewConstraint(c.Range)
		if err != nil {
			return "", false
		}
		var highest *semver.Version
		for _, key := range keys {
			v, err := version.ParseVersion(key)
			if err == nil && constraint.Check(v) && (highest == nil || v.GreaterThan(highest)) {
				highest = v
			}
		}
		if highest == nil {
			return "", false
		}
		return highest.Original(), true
	case "alphabetical":
		sorted := slices.Clone(keys)
		sort.Strings(sorted)
		if len(sorted) == 0 {
			return "", false
		}
		if c.Order == "desc" {
			return sorted[0], true
		}
		return sorted[len(sorted)-1], true
	default:
		var best string
		var value float64
		for i, key := range keys {
			f, err := strconv.ParseFloat(key, 64)
			if err != nil {
				return "", false
			}
			if i > 0 && (c.Order == "asc" && f < value || c.Order == "desc" && f > value) {
				continue
			}
			best, value = key, f
		}
		return best, len(keys) > 0
	}
}

type patternAnswer struct {
	Begins bool      `json:"begins"`
	Ends   bool      `json:"ends"`
	Groups []string  `json:"groups"`
	Keys   []*string `json:"keys"`
}

// judgePattern: null where the pattern is refused, otherwise what is extracted of each tag.
func judgePattern(c Case) any {
	m, err := regexp.Compile(*c.Pattern)
	if err != nil {
		return nil
	}
	answer := patternAnswer{Groups: m.SubexpNames(), Keys: []*string{}}
	tree, err := syntax.Parse(*c.Pattern, syntax.Perl)
	if err == nil {
		answer.Begins = anchored(tree, true)
		answer.Ends = anchored(tree, false)
	}
	for _, tag := range c.Tags {
		match := m.FindStringSubmatchIndex(tag)
		if len(match) == 0 {
			answer.Keys = append(answer.Keys, nil)
			continue
		}
		key := string(m.ExpandString(nil, c.Extract, tag, match))
		answer.Keys = append(answer.Keys, &key)
	}
	return answer
}

// anchored says whether every match of a pattern begins, or ends, where the text does.
func anchored(re *syntax.Regexp, begin bool) bool {
	switch re.Op {
	case syntax.OpBeginText, syntax.OpBeginLine:
		return begin
	case syntax.OpEndText, syntax.OpEndLine:
		return !begin
	case syntax.OpCapture:
		return anchored(re.Sub[0], begin)
	case syntax.OpConcat:
		if begin {
			return anchored(re.Sub[0], begin)
		}
		return anchored(re.Sub[len(re.Sub)-1], begin)
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !anchored(sub, begin) {
				return false
			}
		}
		return true
	}
	return false
}
