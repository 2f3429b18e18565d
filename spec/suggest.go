package spec

import (
	"slices"
	"strings"
)

// Nearest returns the name that a misspelt one most likely stands for, or "" if none is near.
func Nearest(name string, known []string) string { return nearest(name, known) }

// nearest returns the name that a misspelt one most likely stands for, or "" if none is near. Of several that are
// equally near it is the first in known.
func nearest(name string, known []string) string {
	best, distance := "", min(max(1, len(name)/3)+1, len(name))
	for _, candidate := range known {
		if simplified(candidate) == simplified(name) {
			return candidate
		}
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate), distance); d < distance {
			best, distance = candidate, d
		}
	}
	if other := sameMeaning[simplified(name)]; (best == "" || distance > 2) && slices.Contains(known, other) {
		return other
	}
	return best
}

// sameMeaning maps words of related tools, simplified, to the schema's word for it. It is asked only where a name is
// unknown, and answers only where the schema's word is allowed.
var sameMeaning = map[string]string{
	"dependson": "needs", "requires": "needs", "links": "needs",
	"env": "settings", "environment": "settings", "environmentvariables": "settings", "variables": "settings", "vars": "settings",
	"language": "stack", "runtime": "stack",
	"database": "engine", "type": "engine",
	"description": "help", "doc": "help", "docs": "help", "comment": "help",
	"healthcheck": "probes", "health": "probes", "probe": "probes",
	"port": "ports", "expose": "ports", "publishedports": "publish",
	"enum": "oneOf", "values": "oneOf", "choices": "oneOf", "options": "oneOf",
	"cron": "schedule", "instances": "replicas", "hpa": "scale", "autoscaling": "scale",
	"environmentsvalues": "in", "perenvironment": "in", "overrides": "in",
	"http": "path", "exec": "command", "cmd": "command", "args": "command",
	"extends": "like", "inherits": "like", "platform": "runsOn", "target": "runsOn",
	"hostname": "domain", "host": "domain", "licence": "license", "repo": "repository",
	"script": "run", "powershell": "pwsh", "sh": "posix", "bash": "posix",
}

// simplified drops what people spell differently: case, dashes, underscores.
func simplified(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}

// editDistance counts the letters to insert, drop, change, or swap with their neighbour to turn a into b (the
// restricted Damerau-Levenshtein distance). Anything from limit on is returned as limit.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
