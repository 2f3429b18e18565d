package spec

import (
	"fmt"
	"strings"
)

// ruleImageValues refuses what ENV and LABEL of a Dockerfile have no form for: an instruction ends with its line, and
// BuildKit reads lines of 64 KiB. Source: generators/internal/dockerfile.
func (r *resolver) ruleImageValues() {
	for _, s := range r.project.Stacks {
		at := child("stacks", s.Name)
		for _, path := range []string{at + ".image.env", at + ".image.runtimeEnv", at + ".development.env"} {
			r.checkImageVariables(path)
		}
	}
	for _, path := range []string{"project.title", "project.summary"} {
		if text, _ := r.doc.Root.At(path).Text(); len(text) > longestImageValue {
			r.report("DG135", path, fmt.Sprintf("the text is longer than the %d KiB that a label of an image can hold", longestImageValue>>10), "shorten it")
		}
	}
}

// longestImageValue leaves room for quotes and for the rest of the line.
const longestImageValue = 16 << 10

func (r *resolver) checkImageVariables(path string) {
	n := r.doc.Root.At(path)
	if n == nil {
		return
	}
	for _, m := range n.members {
		switch text, _ := m.node.Text(); {
		case strings.ContainsAny(text, "\r\n"):
			r.report("DG135", child(path, m.name), "the value has a line break, which ENV of a Dockerfile cannot hold", "set it in the program, or in a file that is copied into the image")
		case len(text) > longestImageValue:
			r.report("DG135", child(path, m.name), fmt.Sprintf("the value is longer than the %d KiB that ENV of a Dockerfile can hold", longestImageValue>>10), "set it in a file that is copied into the image")
		}
	}
}
