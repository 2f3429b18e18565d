package spec

import "strings"

// pathStack is where a walk through a spec has got to. It costs nothing until a problem asks for its text.
type pathStack []pathStep

type pathStep struct {
	name string
	i    int // number of an item, or -1
}

func (p *pathStack) push(name string) { *p = append(*p, pathStep{name, -1}) }

func (p *pathStack) pushItem(i int) { *p = append(*p, pathStep{"", i}) }

func (p *pathStack) pop() { *p = (*p)[:len(*p)-1] }

// String writes the path as a user would: services.api.needs[0].
func (p pathStack) String() string {
	path := ""
	for _, s := range p {
		if s.i >= 0 {
			path = item(path, s.i)
		} else {
			path = child(path, s.name)
		}
	}
	return path
}

// lastStep returns the end of a path, as messages name a field: needs, needs[0], "my-db".
func lastStep(path string) string {
	last := path
	for rest := path; ; {
		_, i, behind, ok := nextStep(rest)
		if !ok {
			return orElse(strings.TrimPrefix(last, "."), "the spec")
		}
		if i < 0 {
			last = rest
		}
		rest = behind
	}
}

func pathSteps(path string) pathStack {
	var steps pathStack
	for {
		name, i, rest, ok := nextStep(path)
		if !ok {
			return steps
		}
		steps, path = append(steps, pathStep{name, i}), rest
	}
}
