package spec

import (
	"slices"
	"testing"
)

func TestTextsAreOneLine(t *testing.T) {
	p, problems := loadText(t, oneService+`
project: {title: "  My\r\n  shop ", summary: "\n"}
services: api: pages: "All \t orders": "/orders"
settings: a: X: {default: "x", help: " first\r\n\r\nsecond "}
tasks: seed: {help: "Load\nsamples", group: " Data  base ", steps: [{run: "seed"}]}
`)
	if p == nil {
		t.Fatal(problemText(problems))
	}
	task := p.Tasks[slices.IndexFunc(p.Tasks, func(task *Task) bool { return task.Name == "seed" })]
	api := p.Services[slices.IndexFunc(p.Services, func(s *Service) bool { return s.Name == "api" })]
	for got, want := range map[string]string{
		p.Title: "My shop", p.Summary: "", api.Pages[0].Title: "All orders", task.Help: "Load samples", task.Group: "Data base",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, s := range p.Settings() {
		if s.Var == "X" && s.Help != "first\n\nsecond" {
			t.Errorf("the help of a setting is %q", s.Help)
		}
	}
}

func TestBlankHelpIsNone(t *testing.T) {
	_, problems := loadText(t, oneService+`tasks: seed: {help: " \n", steps: [{run: "seed"}]}`)
	if len(problems) == 0 || problems[0].Code != "DG106" || problems[0].Path != "tasks.seed.help" {
		t.Errorf("a blank help gives %v", problems)
	}
}
