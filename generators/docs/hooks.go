package docs

import (
	"strings"

	md "devgen.dev/devgen/generators/internal/markdown"
	"devgen.dev/devgen/spec"
)

// hooksSection says what git hooks do, how to have them and how to do without.
func hooksSection(p *spec.Project, page *md.Page) {
	if p.Hooks == nil || p.TaskNamed(spec.HooksTask) == nil {
		return
	}
	t := md.Table{Head: []string{"Before", "Tasks"}}
	for _, h := range []struct {
		what  string
		tasks []*spec.Task
	}{{"a commit", p.Hooks.PreCommit}, {"a push", p.Hooks.PrePush}} {
		if len(h.tasks) > 0 {
			t.Rows = append(t.Rows, []string{h.what, strings.Join(taskCodes(h.tasks), ", ")})
		}
	}
	page.Heading(2, "Git hooks")
	page.Paragraph("Nobody has to have them. " + md.Code("make "+spec.HooksTask) + " installs them in your clone, with " + md.Text(p.Hooks.Title) + "; " +
		md.Code("git commit --no-verify") + " and " + md.Code("git push --no-verify") + " go without.")
	page.Table(t)
}

func taskCodes(tasks []*spec.Task) []string {
	var codes []string
	for _, t := range tasks {
		codes = append(codes, md.Code(t.Name))
	}
	return codes
}
