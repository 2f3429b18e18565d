package spec

import "fmt"

// ruleUnpinnedAction: an action runs with the rights of the repository, so workflows name the commit, which no tag can
// be moved away from. Source: GitHub, "Secure use reference", pin actions to a full-length commit SHA.
func (r *resolver) ruleUnpinnedAction() {
	for _, s := range r.project.Stacks {
		if action := s.CI.Action; action != "" && r.project.Pin(action).SHA == "" {
			r.report("DG106", child(child(child("stacks", s.Name), "ci"), "action"), fmt.Sprintf("the commit of the action %q is not known", action),
				fmt.Sprintf("add  pins: %q: {version: \"…\", sha: \"…\"}", action))
		}
	}
}
