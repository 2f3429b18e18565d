package spec

import (
	"fmt"
	"strings"
)

// tidyTexts makes one line of what is one sentence, however many lines of the spec it is typed in: it becomes a heading,
// a label, a line of a list. A blank one is as good as none. The help of a setting keeps its paragraphs.
func (r *resolver) tidyTexts() {
	raw := &r.raw
	tidy(&raw.Project.Title, &raw.Project.Summary)
	change(raw.Environments, func(e *rawEnvironment) { tidy(&e.Help) })
	change(raw.Services, func(s *rawService) {
		tidy(&s.Help)
		s.Pages = tidyNames(s.Pages)
		change(s.Settings, tidySetting)
	})
	change(raw.Groups, func(g *rawGroup) { tidy(&g.Title, &g.Help) })
	for _, group := range raw.Settings {
		change(group, tidySetting)
	}
	change(raw.Tasks, func(t *rawTask) { tidy(&t.Help, &t.Group) })
	raw.Project.Links = tidyNames(raw.Project.Links)
	if raw.Setup != nil {
		change(raw.Setup.Tools, func(purpose *string) { tidy(purpose) })
	}
	r.checkTaskTexts()
}

func tidySetting(s *rawSetting) {
	s.Help = strings.TrimSpace(strings.ReplaceAll(s.Help, "\r\n", "\n"))
}

// checkTaskTexts: make and PowerShell list every task with its help.
func (r *resolver) checkTaskTexts() {
	for _, name := range sortedKeys(r.raw.Tasks) {
		if path := child(child("tasks", name), "help"); r.raw.Tasks[name].Help == "" && r.doc.Root.At(path) != nil {
			r.report("DG106", path, fmt.Sprintf("the help of the task %q is blank", name), "say in a few words what it does")
		}
	}
}

func tidy(texts ...*string) {
	for _, t := range texts {
		*t = strings.Join(strings.Fields(*t), " ")
	}
}

func tidyNames(m map[string]string) map[string]string {
	tidied := make(map[string]string, len(m))
	for _, name := range sortedKeys(m) {
		value := m[name]
		tidy(&name)
		tidied[name] = value
	}
	return tidied
}

// change applies f to every value of a map.
func change[V any](m map[string]V, f func(*V)) {
	for name, v := range m {
		f(&v)
		m[name] = v
	}
}
